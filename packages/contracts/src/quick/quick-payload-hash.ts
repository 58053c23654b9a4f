import { hash } from 'node:crypto';
import { canonical, type Decimal } from '../decimal.ts';
import type { Intent } from '../intent.ts';

type FieldOf<Message> = Message extends unknown ? keyof Message : never;
type Fields = { readonly [Name in FieldOf<Intent>]?: string | number | undefined };

/**
 * What `payloadHash(intentPayload(intent))` gives, in a third of the time: the payload's text is put together as it
 * will be hashed, since no field of an intent holds anything that JSON writes in another way.
 */
export function quickPayloadHash(intent: Intent): string {
  const of: Fields = intent;
  const occurrence = of.occurrence === 1 ? undefined : of.occurrence;
  // In the order of the alphabet.
  const text =
    `[["accountId","${of.accountId}"],["clientOrderId","${of.clientOrderId}"],["kind","${of.kind}"]` +
    (of.limitPrice === undefined ? '' : `,["limitPrice","${plain(of.limitPrice)}"]`) +
    (occurrence === undefined ? '' : `,["occurrence","${occurrence}"]`) +
    (of.orderType === undefined ? '' : `,["orderType","${of.orderType}"]`) +
    `,["orderUuid","${of.orderUuid}"]` +
    (of.origClientOrderId === undefined ? '' : `,["origClientOrderId","${of.origClientOrderId}"]`) +
    (of.quantity === undefined ? '' : `,["quantity","${plain(of.quantity)}"]`) +
    (of.side === undefined ? '' : `,["side","${of.side}"]`) +
    (of.stopPrice === undefined ? '' : `,["stopPrice","${plain(of.stopPrice)}"]`) +
    `,["strategyId","${of.strategyId}"],["symbol","${of.symbol}"]` +
    (of.timeInForce === undefined ? '' : `,["timeInForce","${of.timeInForce}"]`);
  return hash('sha256', `${text}]`);
}

const plain = (amount: string | number) => canonical(amount as Decimal);
