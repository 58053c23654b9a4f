import type { BrokerCapabilities, BrokerOrder } from '@orderonce/brokers';
import { add, decimal, type OrderBody, ZERO } from '@orderonce/contracts';
import type { Conclusion } from '@orderonce/decisions';

/** A conclusion that stands on the topic. */
export type Concluded = Extract<Conclusion, { readonly kind: 'verdict' | 'hold' }>;

const KEPT_AS_REJECTED = /^REJECTED: the venue keeps the (?:order|replacement) (.+) as rejected$/s;
const DIFFERS = /^the venue's order under this id differs in (.+)$/;
const FOR_SO_LONG = / for (\d+) ms$/;
const CANNOT_BE_ASKED = 'this venue cannot be asked';
const WINDOW = / is not shown within (\d+) ms, which proves nothing$/;

/** What the words of a conclusion tell of the order that the venue showed, and of settings that are on no topic. */
export interface ToldVenue {
  readonly order: BrokerOrder;
  readonly rejection: { readonly code: string; readonly text: string };
  readonly maxDoubtMs: number | null;
  readonly visibilityWindowMs: number | null;
  readonly canLookUp: boolean;
}

/** The order that the venue must have shown for this conclusion: the one asked for, unless the words say otherwise. */
export function venueTold(
  conclusion: Concluded,
  body: OrderBody,
  clientOrderId: string,
): ToldVenue {
  const { reason } = conclusion.kind === 'verdict' ? conclusion.settlement : conclusion.hold;
  const text = reason?.text ?? '';
  const own = conclusion.kind === 'verdict' ? conclusion.settlement.brokerOrderId : undefined;
  const [, kept] = KEPT_AS_REJECTED.exec(text) ?? [];
  const [, differing] = DIFFERS.exec(text) ?? [];
  const separator = text.indexOf(': ');
  const doubt = FOR_SO_LONG.exec(text)?.[1];
  const window = WINDOW.exec(text)?.[1];
  return {
    order: {
      brokerOrderId: own ?? kept ?? '',
      clientOrderId,
      body: differing === undefined ? body : otherBody(body, differing.split(', ')),
      ordStatus: kept === undefined ? 'NEW' : 'REJECTED',
      cumQty: ZERO,
    },
    rejection: { code: text.slice(0, separator), text: text.slice(separator + 2) },
    maxDoubtMs: doubt === undefined ? null : Number(doubt),
    visibilityWindowMs: window === undefined ? null : Number(window),
    canLookUp: !text.includes(CANNOT_BE_ASKED),
  };
}

/** The venue as it answered: a send is announced only where a repeated id may be a second order. */
export function capabilitiesOf(
  isAnnounced: boolean,
  lookUpByClientOrderId: boolean,
  visibilityWindowMs: number,
): BrokerCapabilities {
  return {
    repeatedClientOrderId: isAnnounced ? 'accepted' : 'refused-for-ever',
    lookUpByClientOrderId,
    visibilityWindowMs,
    clientOrderIdRetentionMs: null,
    clientOrderId: { maxLength: 128, charset: 'printable' },
  };
}

/** An order that differs in exactly these fields. */
function otherBody(body: OrderBody, fields: readonly string[]): OrderBody {
  const one = decimal('1');
  const price = (field: 'limitPrice' | 'stopPrice') => add(body[field] ?? ZERO, one);
  return {
    ...body,
    ...(fields.includes('symbol') && { symbol: `${body.symbol}.` as OrderBody['symbol'] }),
    ...(fields.includes('side') && { side: body.side === 'BUY' ? 'SELL' : 'BUY' }),
    ...(fields.includes('quantity') && { quantity: add(body.quantity, one) }),
    ...(fields.includes('orderType') && {
      orderType: body.orderType === 'MARKET' ? 'LIMIT' : 'MARKET',
    }),
    ...(fields.includes('limitPrice') && { limitPrice: price('limitPrice') }),
    ...(fields.includes('stopPrice') && { stopPrice: price('stopPrice') }),
    ...(fields.includes('timeInForce') && {
      timeInForce: body.timeInForce === 'DAY' ? 'GTC' : 'DAY',
    }),
  };
}
