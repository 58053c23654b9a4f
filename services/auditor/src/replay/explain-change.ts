import type { AnswerKind } from '@orderonce/brokers';
import type { Evidence, Intent } from '@orderonce/contracts';
import { type Exchange, exchangesIn } from './exchange.ts';
import { different, type Finding, recorded, SAME } from './finding.ts';
import { conclusionText } from './same-conclusion.ts';
import type { Concluded } from './told-venue.ts';

type Word = 'ACCEPTED' | 'REJECTED' | 'DENIED' | 'HELD';

/**
 * What the last exchange of a cancel or a replace may have been, by its end. What order the venue showed is in no
 * evidence, so this is all that can be asked again.
 */
const LAST_OF_CANCEL: Readonly<Record<Word, readonly AnswerKind[]>> = {
  ACCEPTED: ['requested', 'found'],
  REJECTED: ['found', 'rejected', 'unknown', 'rate-limited', 'absent'],
  DENIED: ['absent', 'found', 'unknown', 'rate-limited', 'not-sent'],
  HELD: ['unknown', 'absent', 'found', 'rejected', 'rate-limited'],
};
const LAST_OF_REPLACE: Readonly<Record<Word, readonly AnswerKind[]>> = {
  ACCEPTED: ['accepted', 'found'],
  REJECTED: ['found', 'rejected', 'accepted', 'absent', 'unknown'],
  DENIED: ['found', 'absent', 'unknown', 'rate-limited', 'not-sent'],
  HELD: ['unknown', 'absent', 'found', 'duplicate', 'rejected', 'rate-limited', 'not-sent'],
};
/** The venue took a request, and only the order that it shows can say otherwise. */
const TAKEN: ReadonlySet<AnswerKind> = new Set(['accepted', 'requested']);

/** Whether the recorded end of a cancel or a replace can follow from what the venue answered. */
export function explainChange(
  { kind }: Pick<Intent, 'kind'>,
  evidence: readonly Evidence[],
  conclusion: Concluded,
): Finding {
  const exchanges = exchangesIn(evidence);
  if (exchanges === null) return recorded('the evidence does not say what it meant');
  const last = exchanges.at(-1);
  const found = () => conclusionText(conclusion);
  if (last === undefined) return different('an exchange with the venue', `${found()} without one`);
  const word = conclusion.kind === 'hold' ? 'HELD' : conclusion.settlement.verdict;
  const allowed = (kind === 'cancel' ? LAST_OF_CANCEL : LAST_OF_REPLACE)[word];
  if (!allowed.includes(last.kind)) return different(`what "${last.text}" leads to`, found());
  const takenBefore = exchanges.slice(0, -1).find(isTaken);
  if (takenBefore !== undefined && kind === 'cancel')
    return different(`ACCEPTED after "${takenBefore.text}"`, found());
  const isSettled = word === 'ACCEPTED' && isTaken(last);
  return isSettled ? SAME : recorded("the venue's answers do not say what order they showed");
}

const isTaken = ({ kind, action }: Exchange) => action !== 'look-up' && TAKEN.has(kind);
