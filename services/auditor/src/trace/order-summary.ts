import {
  type AccountId,
  type ClientOrderId,
  type Decimal,
  divide,
  type Intent,
  type OrderBody,
  type OrdStatus,
  type Outcome,
  type TradingSymbol,
  type Verdict,
  ZERO,
} from '@orderonce/contracts';
import {
  BookState,
  leavesQty,
  type OrderState,
  ordStatusOf,
  standingOf,
} from '@orderonce/positions';
import { intentText } from '../commands/held/intent-text.ts';
import type { Message } from './message.ts';

/** What an order is, in one line. */
export interface OrderSummary {
  readonly id: ClientOrderId;
  readonly accountId?: AccountId;
  readonly symbol?: TradingSymbol;
  /** `BUY 10 LIMIT 178.50`; absent where neither its intent nor an outcome tells it. */
  readonly asks?: string;
  readonly verdict?: Verdict;
  /** Absent for a cancel, and for what no outcome tells. */
  readonly ordStatus?: OrdStatus;
  /** Whether it can still trade, waits for a person, or neither. */
  readonly standing?: 'open' | 'in-doubt' | 'none';
  readonly quantity?: Decimal;
  /** Of an open replacement what its whole chain has filled, as venues count. */
  readonly cumQty?: Decimal;
  readonly leavesQty?: Decimal;
  readonly avgPx?: Decimal;
  readonly brokerOrderId?: string;
  /** Of the first that was heard of it, by the log. */
  readonly atMs: number;
}

const PRICE_DIGITS = 6;

/**
 * What the messages tell of an order: one summary for each instrument on which its id was used, which is one by
 * rights. None for an id of which they tell nothing.
 */
export function orderSummaries(id: ClientOrderId, messages: readonly Message[]): OrderSummary[] {
  const book = new BookState();
  const begun = new Map<string, Begun>();
  for (const message of inLogOrder(messages)) {
    if (message.kind !== 'intent' && message.kind !== 'outcome') continue;
    const said = message.kind === 'intent' ? message.intent : message.outcome;
    if (message.kind === 'outcome') book.take(message.outcome);
    if (said.clientOrderId !== id) continue;
    const instrument = `${said.accountId}:${said.symbol}`;
    begun.set(instrument, note(begun.get(instrument), message, said));
  }
  return Array.from(begun, ([instrument, { atMs, intent, body, isCancel, verdict, whose }]) => {
    const state = book.orderOf(`${instrument}/${id}`)?.state;
    const asks = intent ? intentText(intent) : body && bodyText(body);
    return {
      ...{ id, ...whose, atMs },
      ...(asks !== undefined && { asks }),
      ...(verdict !== undefined && { verdict }),
      ...(state !== undefined && !isCancel && stateOf(state)),
    };
  });
}

interface Begun {
  readonly atMs: number;
  readonly whose: Pick<OrderSummary, 'accountId' | 'symbol'>;
  readonly intent?: Intent;
  readonly body?: OrderBody;
  readonly verdict?: Verdict;
  readonly isCancel: boolean;
}

function note(
  before: Begun | undefined,
  message: Message,
  {
    accountId,
    symbol,
  }: { readonly accountId?: AccountId | undefined; readonly symbol?: TradingSymbol | undefined },
): Begun {
  const outcome = message.kind === 'outcome' ? message.outcome : undefined;
  const intent = before?.intent ?? (message.kind === 'intent' ? message.intent : undefined);
  const body = before?.body ?? outcome?.order;
  const verdict = before?.verdict ?? (outcome && verdictOf(outcome));
  return {
    atMs: before?.atMs ?? message.logTimeMs,
    whose: {
      ...(accountId !== undefined && { accountId }),
      ...(symbol !== undefined && { symbol }),
    },
    ...(intent && { intent }),
    ...(body && { body }),
    ...(verdict && { verdict }),
    isCancel: intent?.kind === 'cancel',
  };
}

function verdictOf({ execType }: Outcome): Verdict | undefined {
  const isVerdict = execType === 'ACCEPTED' || execType === 'REJECTED' || execType === 'DENIED';
  return isVerdict ? execType : undefined;
}

function stateOf(state: OrderState) {
  const { fills, quantity, brokerOrderId } = state;
  const { cumQty, cost, unpricedQty } = fills;
  const isPriced = cumQty !== ZERO && unpricedQty === ZERO;
  const standing = standingOf(state);
  return {
    ...{ ordStatus: ordStatusOf(state), standing, cumQty },
    leavesQty: standing === 'open' ? leavesQty(state) : ZERO,
    ...(quantity !== undefined && { quantity }),
    ...(isPriced && { avgPx: divide(cost, cumQty, PRICE_DIGITS) }),
    ...(brokerOrderId !== undefined && { brokerOrderId }),
  };
}

function bodyText({ side, quantity, orderType, stopPrice, limitPrice }: OrderBody): string {
  return [side, quantity, orderType, stopPrice, limitPrice].filter(Boolean).join(' ');
}

/** By the log's time, and within a partition by the offset. */
export function inLogOrder(messages: readonly Message[]): Message[] {
  return [...messages].sort(
    (a, b) => a.logTimeMs - b.logTimeMs || Number(a.record.offset) - Number(b.record.offset),
  );
}
