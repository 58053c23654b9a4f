import type { Evidence, OrderOutcome } from '@orderonce/contracts';
import type { Difference } from './asked-for.ts';

/** The venue took the request: `http 2…`, as its adapter writes, or `accepted`. */
const TAKEN = /^(?:http 2|accepted)/;
/** Nobody at the venue said anything. */
const SILENT = /^(?:no answer|not sent|not asked)/;
/** Some venues take an order and keep it as rejected; then the reason says so. */
const KEPT_AS_REJECTED = /the venue keeps the /;

/** What speaks against a `REJECTED` or `DENIED`; null: nothing. */
export function doubtAboutNo(outcome: OrderOutcome): Difference | null {
  const { execType, evidence = [] } = outcome;
  const sends = evidence.filter(({ action }) => action !== 'look-up');
  if (execType === 'REJECTED') return doubtAboutRejection(outcome, evidence, sends);
  return doubtAboutDenial(outcome, sends);
}

function doubtAboutRejection(
  { reason, source }: OrderOutcome,
  evidence: readonly Evidence[],
  sends: readonly Evidence[],
): Difference | null {
  const expected = "the venue's own no";
  if (source !== 'broker') return { expected, found: `source ${source}` };
  if (reason?.code !== 'VENUE_REJECTED')
    return { expected, found: `reason ${reason?.code ?? 'absent'}` };
  const taken = sends.find(isTaken);
  if (taken !== undefined && !KEPT_AS_REJECTED.test(reason.text))
    return { expected, found: `${taken.action}: ${taken.result}` };
  if (evidence.length > 0 && evidence.every(({ result }) => SILENT.test(result)))
    return { expected, found: `evidence without an answer of the venue: ${evidence[0]?.result}` };
  return null;
}

function doubtAboutDenial(
  { reason, source }: OrderOutcome,
  sends: readonly Evidence[],
): Difference | null {
  const expected = 'our own no, to what the venue never took';
  if (source !== 'executor') return { expected, found: `source ${source}` };
  if (reason === undefined) return { expected, found: 'no reason' };
  if (reason.code === 'VENUE_REJECTED') return { expected, found: `reason ${reason.code}` };
  const taken = sends.find(isTaken);
  return taken === undefined ? null : { expected, found: `${taken.action}: ${taken.result}` };
}

const isTaken = ({ result }: Evidence) => TAKEN.test(result);
