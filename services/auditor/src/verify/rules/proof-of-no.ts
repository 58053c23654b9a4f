import { type AnswerKind, answerKindOf } from '@orderonce/brokers/told-kind';
import type { Evidence, OrderOutcome } from '@orderonce/contracts';
import type { Difference } from './asked-for.ts';

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
  const taken = sends.find(is(TAKEN));
  if (taken !== undefined && !KEPT_AS_REJECTED.test(reason.text)) return unlike(expected, taken);
  const [first] = evidence;
  return first === undefined || evidence.some(isProof) ? null : unlike(expected, first);
}

function doubtAboutDenial(
  { reason, source, origClientOrderId }: OrderOutcome,
  sends: readonly Evidence[],
): Difference | null {
  const expected = 'our own no, to what the venue never got';
  if (source !== 'executor') return { expected, found: `source ${source}` };
  if (reason === undefined) return { expected, found: 'no reason' };
  if (reason.code === 'VENUE_REJECTED') return { expected, found: `reason ${reason.code}` };
  // A change may be denied in doubt, for what its target is; an order only while it was provably never sent.
  const isOrder = origClientOrderId === undefined && !reason.code.startsWith('RESOLVED_');
  const sent = sends.find(is(isOrder ? MAYBE_TAKEN : TAKEN));
  return sent === undefined ? null : unlike(expected, sent);
}

type Kinds = readonly (AnswerKind | null)[];

const TAKEN: Kinds = ['accepted', 'requested'];
const MAYBE_TAKEN: Kinds = [...TAKEN, 'duplicate', 'unknown'];
/** The venue's no, or the state of the order that makes it one. */
const PROOFS: Kinds = ['rejected', 'found', 'accepted', 'requested'];

const is = (kinds: Kinds) => (evidence: Evidence) => kinds.includes(answerKindOf(evidence));

/** Evidence from before it said what an answer was taken to mean proves nothing against anybody. */
function isProof(evidence: Evidence): boolean {
  const kind = answerKindOf(evidence);
  return kind === null || PROOFS.includes(kind);
}

function unlike(expected: string, { action, result }: Evidence): Difference {
  return { expected, found: `${action}: ${result}` };
}
