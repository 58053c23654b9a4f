import { verdictsOf } from './by-order.ts';
import type { History, LedgerEntry, Violation } from './history.ts';

/** What an executor may do at a venue; a fill is the venue's own doing. */
const WRITES: ReadonlySet<LedgerEntry['kind']> = new Set([
  'post',
  'accepted',
  'rejected',
  'refused-duplicate',
  'canceled',
]);

/**
 * Invariant 8: intents that have their answers, produced again, lead to no request at the venue, to no new
 * verdict and to no new hold.
 *
 * @throws {Error} when nothing was produced again: then this proves nothing
 */
export function replayChangesNothing(before: History, after: History): Violation[] {
  if (after.intents.length <= before.intents.length)
    throw new Error('there is nothing to judge: no intent was produced again');
  const known = new Set(before.outcomes.map(({ outcome }) => outcome.outcomeId));
  const verdicts = new Set(verdictsOf(after.outcomes).map(({ outcome }) => outcome.outcomeId));
  const events = after.outcomes.filter(
    ({ outcome: { execType, outcomeId } }) =>
      verdicts.has(outcomeId) || execType === 'HELD' || execType === 'ATTEMPTED',
  );
  return [
    ...after.ledger
      .slice(before.ledger.length)
      .filter(({ kind }) => WRITES.has(kind))
      .map(({ kind, clientOrderId }) =>
        violation(`the venue saw "${kind}" on a replay`, clientOrderId),
      ),
    ...events
      .filter(({ outcome }) => !known.has(outcome.outcomeId))
      .map(({ outcome }) =>
        violation(`${outcome.outcomeId} is new on a replay`, outcome.clientOrderId),
      ),
  ];
}

function violation(text: string, clientOrderId: string | undefined): Violation {
  return { invariant: 8, text, ...(clientOrderId !== undefined && { clientOrderId }) };
}
