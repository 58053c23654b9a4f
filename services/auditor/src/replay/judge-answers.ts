import type { OrderOutcome, Outcome, RefusedOutcome } from '@orderonce/contracts';
import {
  attemptedOutcome,
  heldOutcome,
  refusedReusedId,
  repeatedEvents,
  resentBy,
  resolvedOutcome,
  type Subject,
  verdictEvents,
  wordsOf,
} from '@orderonce/decisions';
import type { Settlement } from '@orderonce/idempotency';
import { type Circumstances, withoutOrder } from './circumstances.ts';
import { explainConclusion } from './explain-conclusion.ts';
import { different, type Finding, recorded, SAME, undecidable } from './finding.ts';
import { type Copy, claimAgain, type KnownOrder } from './known-order.ts';
import { conclusionText, sameConclusion } from './same-conclusion.ts';
import { sameOutcome } from './same-outcome.ts';
import type { Concluded } from './told-venue.ts';

/** One outcome that answers a copy of an intent. */
export interface Answer<Told extends Outcome = OrderOutcome> {
  readonly copy: Copy;
  readonly order: KnownOrder;
  readonly outcome: Told;
}

export function judgeVerdict(
  answer: Answer,
  settlement: Settlement,
  around: Circumstances,
): Finding {
  const { copy, outcome } = answer;
  const told = verdictEvents(subjectOf(copy, outcome), settlement, []).at(-1);
  const form = judgeForm(told, outcome);
  if (form.kind === 'different') return form;
  return judgeEnd(answer, { kind: 'verdict', settlement }, around);
}

export function judgeHold(answer: Answer, around: Circumstances): Finding {
  const { copy, outcome } = answer;
  const hold = holdOf(outcome);
  const form = judgeForm(heldOutcome(subjectOf(copy, outcome), hold, []), outcome);
  if (form.kind === 'different') return form;
  const marked = resentBy(hold);
  const text = marked === undefined ? hold.reason.text : unmarked(hold.reason.text);
  const reason = { ...hold.reason, text };
  return judgeEnd(answer, { kind: 'hold', hold: { ...hold, reason } }, around);
}

/** A first end is asked for again; a later one must be the first one told again. */
function judgeEnd(
  { copy, order, outcome }: Answer,
  conclusion: Concluded,
  around: Circumstances,
): Finding {
  const { ended } = order;
  const found = () => conclusionText(conclusion);
  if (ended?.kind === 'settled') {
    const before: Concluded = { kind: 'verdict', settlement: ended.settlement };
    if (!sameConclusion(before, conclusion)) return different(conclusionText(before), found());
    return copy === order.first
      ? recorded('told again from the record')
      : recorded("the order's record was lost, and found again at the venue");
  }
  const isFirstHold = order.holds.length === 0;
  if (conclusion.kind === 'hold' && !isFirstHold && !order.isResolved)
    return recorded('told again from the record');
  const isResolved = order.isResolved || /^RESOLVED_/.test(outcome.reason?.code ?? '');
  if (conclusion.kind === 'verdict' && !isFirstHold && !isResolved)
    return different('a resolution before a verdict', found());
  if (copy !== order.first && ended === null)
    return isElsewhere(copy, order)
      ? recorded('the id was used first on another instrument')
      : different('an answer to the first copy', found());
  return explainConclusion(
    {
      ...{ copy, order, conclusion },
      evidence: outcome.evidence ?? [],
      body: copy.subject.body ?? outcome.order,
      decidedAtMs: outcome.transactTimeMs,
    },
    around,
  );
}

export function judgeDuplicate({ copy, order, outcome }: Answer, around: Circumstances): Finding {
  const subject = subjectOf(copy, outcome);
  if (copy === order.first) return withoutOrder(subject.intent.clientOrderId, around, 'DUPLICATE');
  const decision = claimAgain(order, copy);
  if (decision.kind === 'refused' && decision.refusal.kind === 'other-payload')
    return different('REFUSED: another intent has this id', 'DUPLICATE');
  if (order.ended === null) return different('an answer to the first copy', 'DUPLICATE');
  const expected = repeatedEvents(subject, { ...order.ended, isRedelivery: false }, 0)[0];
  const finding = judgeForm(expected, outcome);
  // Which side of a person's decision a copy met is not told by the order on the topic.
  const isAroundDecision = order.holds.length > 0 && finding.kind === 'different';
  return isAroundDecision && isSameBut(expected, outcome)
    ? recorded('told again from the record')
    : finding;
}

/** @param order undefined: nothing of this id stands before it */
export function judgeReusedId(
  { copy, outcome }: Pick<Answer<RefusedOutcome>, 'copy' | 'outcome'>,
  order: KnownOrder | undefined,
  around: Circumstances,
): Finding {
  const { subject } = copy;
  if (order === undefined || order.first === copy) {
    if (/ another (?:.+, )?symbol(?:,|$)/.test(outcome.reason?.text ?? ''))
      return recorded('the id was used first on another instrument');
    return withoutOrder(subject.intent.clientOrderId, around, 'REFUSED');
  }
  const decision = claimAgain(order, copy);
  if (decision.kind !== 'refused' || decision.refusal.kind !== 'other-payload')
    return different('the same intent again', outcome.reason?.text ?? 'REFUSED');
  const names = decision.refusal.differingFields;
  const [told, lost] = [names, ['payload']].map((fields) =>
    judgeForm(refusedReusedId(subjectOf(copy, outcome), fields, 0), outcome),
  );
  // A record that was rebuilt knows that the payload is another one, and not in what.
  if (lost?.kind === 'same')
    return recorded("the order's record was lost, and found again at the venue");
  return told ?? SAME;
}

export function judgeAttempt({ copy, order, outcome }: Answer): Finding {
  if (order.ended?.kind === 'settled' && !order.isResolved)
    return different('nothing sent after the verdict', 'ATTEMPTED');
  return judgeForm(attemptedOutcome(subjectOf(copy, outcome), 0), outcome);
}

export function judgeResolved({ copy, outcome }: Answer, { history }: Circumstances): Finding {
  const changeId = outcome.outcomeId.slice(outcome.outcomeId.lastIndexOf('/') + 1);
  const resolution = history.resolution(changeId);
  if (resolution === undefined) return undecidable('the resolution is gone from the control topic');
  const text = outcome.reason?.text ?? '';
  const words = wordsOf(resolution);
  if (!text.startsWith(words)) return different(words, text);
  return judgeForm(resolvedOutcome(subjectOf(copy, outcome), resolution, text, []), outcome);
}

/** What an order is that a cancel or a replace did not change: the venue's word, told in our form. */
export function judgeChangeRejected({ copy, outcome }: Answer): Finding {
  const { ordStatus, brokerOrderId, cumQty, reason, transactTimeMs } = outcome;
  const settlement: Settlement = {
    ...{ verdict: 'REJECTED', ordStatus, cumQty, settledAtMs: transactTimeMs },
    ...(brokerOrderId !== undefined && { brokerOrderId }),
    ...(reason !== undefined && { reason }),
  };
  const [beside] = verdictEvents(subjectOf(copy, outcome), settlement, []);
  const form = judgeForm(beside, outcome);
  return form.kind === 'different'
    ? form
    : recorded("the venue's answers do not say what order they showed");
}

export function holdOf({ reason, transactTimeMs }: OrderOutcome) {
  return {
    reason: reason ?? ({ code: 'FATE_UNKNOWN', text: '' } as const),
    heldAtMs: transactTimeMs,
  };
}

function judgeForm(expected: Outcome | undefined, found: Outcome): Finding {
  return expected === undefined
    ? different('nothing to tell', found.execType)
    : sameOutcome(expected, found);
}

/**
 * The content key is asked for again by itself; what was computed on the way, and the bytes that were read, are told
 * by the outcome alone.
 */
function subjectOf({ subject }: Copy, { contentKey, order, intent }: Outcome): Subject {
  const isComputed = subject.intent.kind === 'close' && order !== undefined;
  const digest = intent?.digest;
  if (contentKey === subject.contentKey && !isComputed)
    return digest === undefined ? subject : { ...subject, digest };
  const { contentKey: _own, ...rest } = subject;
  return {
    ...rest,
    ...(digest !== undefined && { digest }),
    ...(contentKey !== undefined && { contentKey }),
    ...(isComputed && { body: order }),
  };
}

function isElsewhere(copy: Copy, { first }: KnownOrder): boolean {
  return copy.subject.intent.symbol !== first.subject.intent.symbol;
}

/** The same apart from the state of the order that it repeats. */
function isSameBut(expected: Outcome | undefined, found: OrderOutcome): boolean {
  if (expected === undefined) return false;
  const { ordStatus, brokerOrderId: _own, ...rest } = expected;
  const { brokerOrderId: _told, ...told } = found;
  return sameOutcome({ ...rest, ordStatus } as Outcome, { ...told, ordStatus }).kind === 'same';
}

/** Without the change that a hold after a resend names. */
function unmarked(text: string): string {
  return text.slice(text.indexOf(': ') + 2);
}
