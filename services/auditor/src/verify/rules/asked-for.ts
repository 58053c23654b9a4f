import type { Outcome } from '@orderonce/contracts';
import type { IntentCopy } from '../order-file.ts';
import { bodyText, isClosing } from '../partition/body-text.ts';

export interface Difference {
  readonly expected: string;
  readonly found: string;
}

type Field = string | number | undefined;

/** The first thing that an outcome says otherwise than the intent that it names; null: it says the same. */
export function differenceFrom(copy: IntentCopy, outcome: Outcome): Difference | null {
  return (
    differ('client order id', copy.order.clientOrderId, outcome.clientOrderId) ??
    differ('account', copy.order.accountId, outcome.accountId) ??
    differ('symbol', copy.order.symbol, outcome.symbol) ??
    differ('payload hash', copy.payloadHash, outcome.payloadHash) ??
    differ('createdAtMs', copy.createdAtMs, outcome.intent?.createdAtMs) ??
    differ('orderUuid', copy.orderUuid, outcome.orderUuid) ??
    differ('origClientOrderId', copy.origClientOrderId, outcome.origClientOrderId) ??
    (TELLS_ORDER.has(outcome.execType) ? orderDifference(copy, outcome) : null) ??
    recordDifference(copy, outcome)
  );
}

/** What no field of the outcome repeats, such as a header or when the intent ends; older outcomes have no digest. */
export function recordDifference(
  { digest }: { readonly digest: string },
  { intent }: Pick<Outcome, 'intent'>,
): Difference | null {
  if (intent?.digest === undefined || intent.digest === digest) return null;
  return {
    expected: `the record that was read, digest ${intent.digest}`,
    found: `digest ${digest}`,
  };
}

/** What tells the order that the intent asks for, and not only that there is an answer. */
const TELLS_ORDER: ReadonlySet<Outcome['execType']> = new Set([
  'ACCEPTED',
  'REJECTED',
  'DENIED',
  'HELD',
  'ATTEMPTED',
  'RESOLVED',
]);

function orderDifference(copy: IntentCopy, outcome: Outcome): Difference | null {
  const { order, side, quantity } = outcome;
  const inside = differ('side', order?.side, side) ?? differ('quantity', order?.quantity, quantity);
  if (inside !== null) return inside;
  switch (copy.kind) {
    case 'place':
    case 'replace':
      return (
        differ('order', copy.body, order && bodyText(order)) ??
        differ('symbol of the order', copy.order.symbol, order?.symbol)
      );
    case 'close':
      return order === undefined || isClosing(copy.body, order) || isAdopted(outcome)
        ? null
        : { expected: `an order that closes ${copy.body}`, found: bodyText(order) };
    case 'cancel':
      return differ('order', undefined, order && bodyText(order));
  }
}

const isAdopted = ({ reason }: Outcome) => reason?.code === 'RESOLVED_ADOPT';

function differ(field: string, expected: Field, found: Field): Difference | null {
  if (expected === found) return null;
  return { expected: `${field} ${expected ?? 'absent'}`, found: `${field} ${found ?? 'absent'}` };
}
