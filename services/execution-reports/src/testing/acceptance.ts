import { type OrderBody, type OrderOutcome, outcomeId, ZERO } from '@orderonce/contracts';
import { ACCOUNT, BUY_10, idOf, NOW_MS, UUID } from './account-under-test.ts';

/** The verdict on an order, as an executor publishes it. */
export function acceptance(
  sequence: number,
  brokerOrderId: string,
  order: OrderBody = BUY_10,
): OrderOutcome {
  const clientOrderId = idOf(sequence);
  return {
    schemaVersion: 1,
    outcomeId: outcomeId.verdict(clientOrderId),
    clientOrderId,
    orderUuid: UUID,
    accountId: ACCOUNT,
    symbol: order.symbol,
    side: order.side,
    execType: 'ACCEPTED',
    ordStatus: 'NEW',
    source: 'broker',
    brokerOrderId,
    quantity: order.quantity,
    cumQty: ZERO,
    leavesQty: order.quantity,
    order,
    transactTimeMs: NOW_MS,
  };
}

/** The verdict on a cancel of the order `target`; it has an id of its own and no body. */
export function cancelAcceptance(
  sequence: number,
  target: number,
  brokerOrderId: string,
): OrderOutcome {
  const { order: _order, quantity: _quantity, ...rest } = acceptance(sequence, brokerOrderId);
  return {
    ...rest,
    origClientOrderId: idOf(target),
    ordStatus: 'PENDING_CANCEL',
    leavesQty: ZERO,
  };
}
