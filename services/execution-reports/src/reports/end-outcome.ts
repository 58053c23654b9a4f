import type { BrokerOrder } from '@orderonce/brokers';
import {
  type AccountId,
  canonical,
  isClientOrderId,
  type OrderOutcome,
  outcomeId,
  parseOrderId,
  SCHEMA_VERSION,
  ZERO,
} from '@orderonce/contracts';

/**
 * The outcome of an order that ended at the venue without being filled; null while it has not, and for an order
 * that is not ours. Full fills are told by their trades, replacements by whoever replaced.
 *
 * An order that the venue took and refused afterwards ends as `CANCELED` with status `REJECTED`: its one
 * verdict was the acceptance.
 */
export function endOutcome(
  accountId: AccountId,
  order: BrokerOrder,
  nowMs: number,
): OrderOutcome | null {
  const { clientOrderId, brokerOrderId, body, cumQty, avgPx } = order;
  const ordStatus = order.ordStatus;
  if (ordStatus !== 'CANCELED' && ordStatus !== 'EXPIRED' && ordStatus !== 'REJECTED') return null;
  if (!isClientOrderId(clientOrderId)) return null;
  const parts = parseOrderId(clientOrderId);
  const isExpiry = ordStatus === 'EXPIRED';
  return {
    schemaVersion: SCHEMA_VERSION,
    outcomeId: isExpiry ? outcomeId.expired(clientOrderId) : outcomeId.canceled(clientOrderId),
    clientOrderId,
    ...(parts.ok && { strategyId: parts.strategyId }),
    accountId,
    symbol: body.symbol,
    side: body.side,
    execType: isExpiry ? 'EXPIRED' : 'CANCELED',
    ordStatus,
    source: 'broker',
    ...(ordStatus === 'REJECTED' && { reason: REFUSED_LATE }),
    brokerOrderId,
    quantity: canonical(body.quantity),
    cumQty: canonical(cumQty),
    leavesQty: ZERO,
    ...(avgPx !== undefined && { avgPx: canonical(avgPx) }),
    // The port does not say when it ended.
    transactTimeMs: nowMs,
  };
}

const REFUSED_LATE = {
  code: 'VENUE_REJECTED',
  text: 'the venue refused the order after it had accepted it',
} as const;
