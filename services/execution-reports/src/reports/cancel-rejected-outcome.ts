import {
  type AccountId,
  canonical,
  type Decimal,
  type OrderOutcome,
  type OrdStatus,
  outcomeId,
  parseOrderId,
  SCHEMA_VERSION,
} from '@orderonce/contracts';
import type { OpenCancel } from '../orders/open-cancels.ts';

/** What the order is that was not canceled. */
export interface Uncanceled {
  readonly ordStatus: OrdStatus;
  readonly cumQty: Decimal;
  readonly leavesQty: Decimal;
}

/** The outcome of a cancel that the venue took and did not do: a fill, for instance, came first. */
export function cancelRejectedOutcome(
  accountId: AccountId,
  { clientOrderId, origClientOrderId, symbol, brokerOrderId }: OpenCancel,
  { ordStatus, cumQty, leavesQty }: Uncanceled,
  atMs: number,
): OrderOutcome {
  const parts = parseOrderId(clientOrderId);
  return {
    schemaVersion: SCHEMA_VERSION,
    outcomeId: outcomeId.cancelRejected(clientOrderId),
    clientOrderId,
    ...(origClientOrderId !== undefined && { origClientOrderId }),
    ...(parts.ok && { strategyId: parts.strategyId }),
    accountId,
    symbol,
    execType: 'CANCEL_REJECTED',
    ordStatus,
    source: 'broker',
    reason: { code: 'VENUE_REJECTED', text: `the order is ${ordStatus} and was not canceled` },
    brokerOrderId,
    cumQty: canonical(cumQty),
    leavesQty: canonical(leavesQty),
    transactTimeMs: atMs,
  };
}
