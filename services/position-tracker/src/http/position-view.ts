import { compare, traceIdOf, ZERO } from '@orderonce/contracts';
import {
  averagePrice,
  type BookedOrder,
  type History,
  leavesQty,
  ordStatusOf,
  type Standing,
  standingOf,
} from '@orderonce/positions';
import type { FoundPosition } from '../read/state-reader.ts';
import type { PositionRecord } from '../store/records.ts';

/** One position as JSON. Amounts are decimal strings. */
export function positionView(record: PositionRecord) {
  const { accountId, symbol, position, exposures, changedAt } = record;
  const isPriced = compare(position.unpricedQty, ZERO) === 0;
  return {
    accountId,
    symbol,
    quantity: position.quantity,
    // Null rather than a number that leaves out what had no price.
    averagePrice: isPriced ? averagePrice(position) : null,
    realisedProfit: isPriced ? position.realisedProfit : null,
    unpricedQty: position.unpricedQty,
    open: exposures.open,
    inDoubt: exposures.inDoubt,
    changedAt,
  };
}

/** The same with its live orders and the outcomes that made it. */
export function positionDetailView({ record, liveOrders, history }: FoundPosition) {
  const inStanding = (standing: Standing) =>
    liveOrders.filter(({ state }) => standingOf(state) === standing).map(orderView);
  return {
    ...positionView(record),
    openOrders: inStanding('open'),
    ordersInDoubt: inStanding('in-doubt'),
    ...historyView(history),
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
