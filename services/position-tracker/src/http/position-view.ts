import { add, compare, type Decimal, traceIdOf, ZERO } from '@orderonce/contracts';
import type { BookedOrder, BookedPosition, History } from '@orderonce/positions';
import {
  averagePrice,
  leavesQty,
  ordStatusOf,
  type Standing,
  standingOf,
} from '@orderonce/positions';

/** One position as JSON. Amounts are decimal strings. */
export function positionView(booked: BookedPosition) {
  const { accountId, symbol, position, liveOrders } = booked;
  const isPriced = compare(position.unpricedQty, ZERO) === 0;
  return {
    accountId,
    symbol,
    quantity: position.quantity,
    // Null rather than a number that leaves out what had no price.
    averagePrice: isPriced ? averagePrice(position) : null,
    realisedProfit: isPriced ? position.realisedProfit : null,
    unpricedQty: position.unpricedQty,
    open: exposureOf(liveOrders, 'open'),
    inDoubt: exposureOf(liveOrders, 'in-doubt'),
  };
}

/** The same with its live orders and the outcomes that made it. */
export function positionDetailView(booked: BookedPosition & { readonly history: History }) {
  const inStanding = (standing: Standing) =>
    booked.liveOrders.filter(({ state }) => standingOf(state) === standing).map(orderView);
  return {
    ...positionView(booked),
    openOrders: inStanding('open'),
    ordersInDoubt: inStanding('in-doubt'),
    ...historyView(booked.history),
  };
}

/** One order as JSON. */
export function orderView({ accountId, symbol, clientOrderId, state }: BookedOrder) {
  const { side, quantity, verdict, fills, brokerOrderId, orderUuid } = state;
  return {
    clientOrderId: clientOrderId ?? null,
    accountId,
    symbol,
    side: side ?? null,
    quantity: quantity ?? null,
    verdict: verdict ?? null,
    ordStatus: ordStatusOf(state),
    cumQty: fills.cumQty,
    leavesQty: standingOf(state) === 'none' ? ZERO : leavesQty(state),
    brokerOrderId: brokerOrderId ?? null,
    traceId: orderUuid === undefined ? null : traceIdOf(orderUuid),
  };
}

export function historyView({ outcomes, droppedCount }: History) {
  return { outcomes, outcomesDropped: droppedCount };
}

function exposureOf(orders: readonly BookedOrder[], standing: Standing) {
  let buyQty: Decimal = ZERO;
  let sellQty: Decimal = ZERO;
  let count = 0;
  for (const { state } of orders) {
    if (standingOf(state) !== standing) continue;
    count += 1;
    if (state.side === 'BUY') buyQty = add(buyQty, leavesQty(state));
    if (state.side === 'SELL') sellQty = add(sellQty, leavesQty(state));
  }
  return { orders: count, buyQty, sellQty };
}
