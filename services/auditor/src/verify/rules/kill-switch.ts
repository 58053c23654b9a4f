import { answerKindOf } from '@orderonce/brokers/told-kind';
import type { Evidence, KillScope } from '@orderonce/contracts';
import type { KillPeriod } from '../scope.ts';

/**
 * Evidence has the time of an executor's clock, acknowledgements that of the log: only what is this far within the
 * time of a kill switch is a proof.
 */
export const CLOCK_MARGIN_MS = 2_000;

interface Whose {
  readonly accountId: string;
  readonly symbol: string;
  readonly clientOrderId: string;
}

/** Whether a request to make an order left the executor. */
export function isSend(evidence: Evidence): boolean {
  const isOrder = evidence.action === 'submit' || evidence.action === 'replace';
  return isOrder && answerKindOf(evidence) !== 'not-sent';
}

/** The switch that must have kept this send from happening; undefined: none. */
export function switchBroken(
  kills: readonly KillPeriod[],
  whose: Whose,
  { atMs }: Evidence,
): KillPeriod | undefined {
  return kills.find(
    ({ scope, acknowledgedMs, resumedMs }) =>
      atMs > acknowledgedMs + CLOCK_MARGIN_MS &&
      atMs < resumedMs - CLOCK_MARGIN_MS &&
      isWithin(scope, whose),
  );
}

function isWithin(scope: KillScope, { accountId, symbol, clientOrderId }: Whose): boolean {
  switch (scope.kind) {
    case 'global':
      return true;
    case 'account':
      return scope.accountId === accountId;
    case 'symbol':
      return scope.symbol === symbol;
    case 'strategy':
      return clientOrderId.startsWith(`${scope.strategyId}-`);
  }
}
