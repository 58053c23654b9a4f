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
 * The outcomes of an order that ended at the venue without being filled; none while it has not, and for an order
 * that is not ours. Full fills are told by their trades.
 *
 * - `CANCELED`, `EXPIRED`
 * - `REPLACED`, of the old order; `execId` is the venue's id of the order that took its place
 * - taken and refused afterwards: `CANCELED` with status `REJECTED`, since its one verdict was the acceptance; and
 *   before that `REPLACE_REJECTED`, where it was to take another's place
 */
export function endOutcomes(
  accountId: AccountId,
  order: BrokerOrder,
  atMs: number,
): readonly OrderOutcome[] {
  const { clientOrderId, brokerOrderId, body, cumQty, avgPx, ordStatus, replaces } = order;
  if (!isClientOrderId(clientOrderId)) return [];
  const parts = parseOrderId(clientOrderId);
  const common = {
    schemaVersion: SCHEMA_VERSION,
    clientOrderId,
    ...(parts.ok && { strategyId: parts.strategyId }),
    accountId,
    symbol: body.symbol,
    side: body.side,
    ordStatus,
    source: 'broker',
    brokerOrderId,
    quantity: canonical(body.quantity),
    cumQty: canonical(cumQty),
    leavesQty: ZERO,
    ...(avgPx !== undefined && { avgPx: canonical(avgPx) }),
    transactTimeMs: atMs,
  } as const;
  switch (ordStatus) {
    case 'CANCELED':
      return [{ ...common, outcomeId: outcomeId.canceled(clientOrderId), execType: 'CANCELED' }];
    case 'EXPIRED':
      return [{ ...common, outcomeId: outcomeId.expired(clientOrderId), execType: 'EXPIRED' }];
    case 'REPLACED': {
      const replaced = outcomeId.replaced(clientOrderId);
      const { replacedBy: execId } = order;
      const names = { outcomeId: replaced, ...(execId !== undefined && { execId }) };
      return [{ ...common, ...names, execType: 'REPLACED' }];
    }
    case 'REJECTED': {
      const end: OrderOutcome = {
        ...{ ...common, outcomeId: outcomeId.canceled(clientOrderId), execType: 'CANCELED' },
        reason: REFUSED_LATE,
      };
      if (replaces === undefined) return [end];
      const refused = outcomeId.replaceRejected(clientOrderId);
      return [{ ...end, outcomeId: refused, execType: 'REPLACE_REJECTED' }, end];
    }
    default:
      return [];
  }
}

const REFUSED_LATE = {
  code: 'VENUE_REJECTED',
  text: 'the venue refused the order after it had accepted it',
} as const;
