import {
  type AccountId,
  type ClientOrderId,
  canonical,
  compare,
  type Decimal,
  type OrderOutcome,
  type OrdStatus,
  outcomeId,
  parseOrderId,
  SCHEMA_VERSION,
  subtract,
  ZERO,
} from '@orderonce/contracts';
import type { OrderFacts } from '../orders/order-facts.ts';

const OVER: ReadonlySet<OrdStatus> = new Set(['FILLED', 'CANCELED', 'EXPIRED', 'REPLACED']);

/**
 * The outcome of an order that the venue has, although it was denied, rejected or held. It is named by the
 * venue's order, so that however it was noticed it is one event. Its fills are told by trades.
 */
export function correctionOutcome(
  accountId: AccountId,
  facts: OrderFacts & { readonly clientOrderId: ClientOrderId },
  seen: { readonly ordStatus: OrdStatus; readonly cumQty: Decimal },
  nowMs: number,
): OrderOutcome {
  const { clientOrderId, brokerOrderId, symbol, side, quantity } = facts;
  const { ordStatus, cumQty } = seen;
  const parts = parseOrderId(clientOrderId);
  const isOpen = !OVER.has(ordStatus) && compare(cumQty, quantity) < 0;
  return {
    schemaVersion: SCHEMA_VERSION,
    outcomeId: outcomeId.correction(clientOrderId, brokerOrderId),
    clientOrderId,
    ...(parts.ok && { strategyId: parts.strategyId }),
    accountId,
    symbol,
    side,
    execType: 'CORRECTION',
    ordStatus,
    source: 'broker',
    brokerOrderId,
    quantity: canonical(quantity),
    cumQty: canonical(cumQty),
    leavesQty: isOpen ? canonical(subtract(quantity, cumQty)) : ZERO,
    transactTimeMs: nowMs,
  };
}
