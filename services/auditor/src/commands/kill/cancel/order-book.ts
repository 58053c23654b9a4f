import {
  type AccountId,
  type ClientOrderId,
  compare,
  type Decimal,
  type KillScope,
  type Outcome,
  partitionKey,
  type Side,
  type StrategyId,
  subtract,
  type TradingSymbol,
  ZERO,
} from '@orderonce/contracts';

/** How an order ended: nothing of it can trade any more. */
export type OrderEnd = 'FILLED' | 'CANCELED' | 'EXPIRED' | 'REPLACED' | 'REJECTED';

/** An order that may still trade. */
export interface OpenOrder {
  readonly accountId: AccountId;
  readonly symbol: TradingSymbol;
  readonly strategyId: StrategyId;
  readonly clientOrderId: ClientOrderId;
  readonly side?: Side;
  readonly quantity?: Decimal;
  readonly cumQty: Decimal;
  /** Nobody knows yet whether it is at the venue. */
  readonly isInDoubt: boolean;
}

interface LiveOrder extends OpenOrder {
  /** By its acceptance, by a fill, or by having been found there against an earlier no. */
  readonly isAtVenue: boolean;
}

/**
 * Which orders are open, folded from `orders.outcomes`. Outcomes may come repeated, and a fill before the
 * acceptance. Holds an entry for every order that ever was, small ones for those that ended.
 */
export class OrderBook {
  readonly #live = new Map<string, LiveOrder>();
  readonly #ends = new Map<string, OrderEnd>();

  take(outcome: Outcome): void {
    // A copy of an intent says nothing about its order, and a stranger's order is not ours to cancel.
    if (outcome.execType === 'REFUSED' || outcome.execType === 'DUPLICATE') return;
    if (outcome.execType === 'EXTERNAL') return;
    const key = orderKey(outcome);
    const ended = this.#ends.get(key);
    if (ended !== undefined && !(ended === 'REJECTED' && provesOrder(outcome))) return;
    const before = this.#live.get(key) ?? unheardOf(outcome);
    const after = grown(before, outcome);
    const end = endOf(after, outcome);
    if (end !== null) {
      this.#ends.set(key, end);
      this.#live.delete(key);
    } else if (after !== before) {
      this.#ends.delete(key);
      this.#live.set(key, after);
    }
  }

  /** Those in the scope, oldest first. In doubt counts as open: what may exist is to be cancelled too. */
  open(scope: KillScope): OpenOrder[] {
    return [...this.#live.values()].filter(
      (order) => isIn(scope, order) && (order.isAtVenue || order.isInDoubt),
    );
  }

  endOf(order: OpenOrder): OrderEnd | undefined {
    return this.#ends.get(orderKey(order));
  }
}

/** What is left to trade of an order; undefined when its quantity was never told. */
export function leavesQty({ quantity, cumQty }: OpenOrder): Decimal | undefined {
  return quantity === undefined ? undefined : subtract(quantity, cumQty);
}

/** The order with what an outcome adds; the same object when it adds nothing. */
function grown(order: LiveOrder, outcome: Outcome): LiveOrder {
  switch (outcome.execType) {
    case 'ACCEPTED':
      // Without a body it is the acceptance of a cancel, which is no order of its own.
      if (outcome.order === undefined) return order;
      return { ...order, ...factsOf(outcome), isAtVenue: true, isInDoubt: false };
    case 'ATTEMPTED':
    case 'HELD':
      if (outcome.order === undefined || order.isAtVenue) return order;
      return { ...order, ...factsOf(outcome), isInDoubt: true };
    case 'RESOLVED':
      // A resend may be on its way.
      return { ...order, isInDoubt: outcome.ordStatus === 'PENDING_NEW' };
    case 'TRADE':
    case 'CORRECTION': {
      const cumQty = compare(outcome.cumQty, order.cumQty) > 0 ? outcome.cumQty : order.cumQty;
      return { ...order, ...factsOf(outcome), cumQty, isAtVenue: true, isInDoubt: false };
    }
    default:
      return order;
  }
}

function endOf(order: LiveOrder, outcome: Outcome): OrderEnd | null {
  switch (outcome.execType) {
    case 'CANCELED':
    case 'EXPIRED':
    case 'REPLACED':
      return outcome.execType;
    case 'REJECTED':
    case 'DENIED':
      // The first verdict counts.
      return order.isAtVenue ? null : 'REJECTED';
    case 'ACCEPTED':
    case 'TRADE':
    case 'CORRECTION':
      return endByStatus(outcome) ?? (isFilled(order) ? 'FILLED' : null);
    default:
      return null;
  }
}

/** An order that was found at the venue after a doubt may have ended before. */
function endByStatus({ ordStatus }: Outcome): OrderEnd | null {
  switch (ordStatus) {
    case 'FILLED':
    case 'CANCELED':
    case 'EXPIRED':
    case 'REPLACED':
      return ordStatus;
    default:
      return null;
  }
}

/** A fill, or the order itself, seen at the venue: stronger than a no. */
function provesOrder({ execType }: Outcome): boolean {
  return execType === 'TRADE' || execType === 'CORRECTION';
}

function isFilled({ quantity, cumQty }: LiveOrder): boolean {
  return quantity !== undefined && compare(cumQty, quantity) >= 0;
}

function factsOf({ side, quantity, order }: Outcome) {
  const told = { side: side ?? order?.side, quantity: order?.quantity ?? quantity };
  return {
    ...(told.side !== undefined && { side: told.side }),
    ...(told.quantity !== undefined && { quantity: told.quantity }),
  };
}

type OfOurOrder = Exclude<Outcome, { readonly execType: 'REFUSED' | 'EXTERNAL' }>;

function unheardOf({ accountId, symbol, strategyId, clientOrderId }: OfOurOrder): LiveOrder {
  const [fromId = ''] = clientOrderId.split('-');
  return {
    ...{ accountId, symbol, clientOrderId },
    strategyId: strategyId ?? (fromId as StrategyId),
    cumQty: ZERO,
    isAtVenue: false,
    isInDoubt: false,
  };
}

/** One id is one order within an account and an instrument only. */
export function orderKey(order: Pick<OpenOrder, 'accountId' | 'symbol' | 'clientOrderId'>): string {
  return `${partitionKey(order.accountId, order.symbol)}/${order.clientOrderId}`;
}

function isIn(scope: KillScope, order: OpenOrder): boolean {
  switch (scope.kind) {
    case 'global':
      return true;
    case 'account':
      return order.accountId === scope.accountId;
    case 'strategy':
      return order.strategyId === scope.strategyId;
    case 'symbol':
      return order.symbol === scope.symbol;
  }
}
