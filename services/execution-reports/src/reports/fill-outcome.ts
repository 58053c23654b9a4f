import type { BrokerFill } from '@orderonce/brokers';
import {
  type AccountId,
  canonical,
  compare,
  type ExternalOutcome,
  isClientOrderId,
  type OrderOutcome,
  outcomeId,
  parseOrderId,
  SCHEMA_VERSION,
  ZERO,
} from '@orderonce/contracts';
import type { OrderFacts } from '../orders/order-facts.ts';

/** A fill as a list or a stream shows it. */
export type SeenFill = Omit<BrokerFill, 'fillId'> & { readonly fillId?: string };

/** What this service publishes. */
export type Report = OrderOutcome | ExternalOutcome;

/**
 * The outcome of one fill: `TRADE` for an order of ours, `EXTERNAL` for a stranger's. Pure, and the same
 * for the same fill however it and its order became known, so it may be published again. Both are named by the
 * order and the quantity that it came to: what a stream and a list call one fill may differ.
 */
export function fillOutcome(accountId: AccountId, fill: SeenFill, facts: OrderFacts): Report {
  const execution = {
    schemaVersion: SCHEMA_VERSION,
    accountId,
    symbol: facts.symbol,
    side: facts.side,
    ordStatus: compare(fill.leavesQty, ZERO) === 0 ? 'FILLED' : 'PARTIALLY_FILLED',
    source: 'broker',
    brokerOrderId: fill.brokerOrderId,
    ...(fill.fillId !== undefined && { execId: execIdOf(fill.fillId) }),
    quantity: canonical(facts.quantity),
    lastQty: canonical(fill.lastQty),
    lastPx: canonical(fill.lastPx),
    cumQty: canonical(fill.cumQty),
    leavesQty: canonical(fill.leavesQty),
    transactTimeMs: fill.transactTimeMs,
  } as const;
  const { clientOrderId } = facts;
  if (isClientOrderId(clientOrderId)) {
    const parts = parseOrderId(clientOrderId);
    return {
      ...execution,
      outcomeId: outcomeId.trade(clientOrderId, fill.cumQty),
      execType: 'TRADE',
      clientOrderId,
      ...(parts.ok && { strategyId: parts.strategyId }),
    };
  }
  return {
    ...execution,
    outcomeId: outcomeId.external(accountId, `${fill.brokerOrderId}/${canonical(fill.cumQty)}`),
    execType: 'EXTERNAL',
    clientOrderId: clientOrderId.slice(0, MAX_STRANGE_ID_LENGTH),
  };
}

/** Alpaca's list of fills puts the moment and `::` before the id that its stream tells. */
const execIdOf = (fillId: string) => fillId.split('::').at(-1) ?? fillId;

/** As long as an outcome lets a stranger's id be. */
const MAX_STRANGE_ID_LENGTH = 128;
