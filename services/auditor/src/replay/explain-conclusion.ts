import {
  type ClientOrderId,
  type Evidence,
  isClientOrderId,
  type OrderBody,
  type ReasonCode,
} from '@orderonce/contracts';
import { contentDuplicate, RESOLVED_CODES, wordsOf } from '@orderonce/decisions';
import { admissionOf, type Circumstances, withoutOrder } from './circumstances.ts';
import { exchangesIn } from './exchange.ts';
import { explainChange } from './explain-change.ts';
import { explainAdmission, explainDenial, isAdmissionCode, mayBeBanned } from './explain-denial.ts';
import { explainSends } from './explain-sends.ts';
import { different, type Finding, recorded, SAME, undecidable } from './finding.ts';
import type { Copy, KnownOrder } from './known-order.ts';
import { conclusionText, sameConclusion } from './same-conclusion.ts';
import type { Concluded } from './told-venue.ts';

/** One conclusion about an intent, with what it was drawn from. */
export interface RecordedConclusion {
  readonly copy: Copy;
  readonly order: KnownOrder;
  readonly conclusion: Concluded;
  readonly evidence: readonly Evidence[];
  /** The order as it was sent: of the intent, or computed. */
  readonly body: OrderBody | undefined;
  readonly decidedAtMs: number;
}

/** Whether the decisions, asked again, come to what was recorded. */
export function explainConclusion(one: RecordedConclusion, around: Circumstances): Finding {
  const { conclusion, evidence } = one;
  const isHold = conclusion.kind === 'hold';
  const reason = isHold ? conclusion.hold.reason : conclusion.settlement.reason;
  const isDenied = !isHold && conclusion.settlement.verdict === 'DENIED';
  if (reason !== undefined) {
    if (reason.code.startsWith('RESOLVED_')) return explainResolution(one, reason, around);
    if (reason.code === 'CONTENT_DUPLICATE') return explainContentDuplicate(one, reason, around);
    if (isDenied && isAdmissionCode(reason.code))
      return (
        mayHaveBeenSent(one) ??
        explainDenial(reason, admissionOf(one.copy, one.decidedAtMs, around))
      );
    if (/^no venue is configured any more/.test(reason.text))
      return recorded('what is configured is on no topic');
  }
  if (evidence.length === 0) return withoutExchange(one);
  return explainExchanges(one, around);
}

function explainExchanges(one: RecordedConclusion, around: Circumstances): Finding {
  const { copy, order, conclusion, evidence, body } = one;
  const { intent } = copy.subject;
  if (intent.kind === 'cancel') return explainChange(intent, evidence, conclusion);
  const send = evidence.find(({ action }) => action === 'submit' || action === 'replace');
  // What a person has sent again is not asked for admission.
  if (send !== undefined && order.holds.length === 0 && !order.isResolved) {
    const admission = explainAdmission(admissionOf(copy, send.atMs, around));
    if (admission.kind !== 'same') return admission;
  }
  if (intent.kind === 'replace') return explainChange(intent, evidence, conclusion);
  if (body === undefined || isAboutPosition(conclusion))
    return recorded("the venue's answers do not say what order they showed");
  const sends = {
    clientOrderId: intent.clientOrderId,
    ...{ body, evidence, conclusion },
    isAnnounced: intent.kind === 'close' ? undefined : announcement(order, send),
    mayBeBanned: (atMs: number) => mayBeBanned(admissionOf(copy, atMs, around)),
  };
  const finding = explainSends(sends);
  if (intent.kind !== 'close' || finding.kind !== 'different') return finding;
  // Before it computes anew, a close looks for what an earlier attempt may have sent.
  const first = evidence.findIndex(({ action }) => action !== 'look-up');
  if (first <= 0) return recorded("the venue's answers do not say what order they showed");
  return explainSends({ ...sends, evidence: evidence.slice(first) });
}

/**
 * A close is announced at every venue, because its order is computed. What an attempt sent itself without a word
 * before was sent to a venue where that is safe; one that only looked says nothing of its venue.
 */
function announcement({ isAnnounced }: KnownOrder, send: Evidence | undefined) {
  return isAnnounced || send !== undefined ? isAnnounced : undefined;
}

/** A close that found nothing to send, or could not see. */
function isAboutPosition(conclusion: Concluded): boolean {
  return conclusion.kind === 'verdict' && conclusion.settlement.reason?.code === 'NO_POSITION';
}

/** Only what is written to the record before it is told can be told without what it came from. */
function withoutExchange({ copy, order, conclusion }: RecordedConclusion): Finding {
  const { kind } = copy.subject.intent;
  const isOrder = kind === 'place' || kind === 'close';
  const isAccepted = conclusion.kind === 'verdict' && conclusion.settlement.verdict === 'ACCEPTED';
  return isOrder && isAccepted && !order.isResolved
    ? different('an exchange with the venue', `${conclusionText(conclusion)} without one`)
    : recorded('told again from the record');
}

/** Our own no is for what was never sent. */
function mayHaveBeenSent({ evidence, conclusion }: RecordedConclusion): Finding | null {
  const sent = exchangesIn(evidence)?.find(
    ({ action, kind }) => action !== 'look-up' && kind !== 'not-sent' && kind !== 'rate-limited',
  );
  if (sent === undefined) return null;
  return different(`no denial after "${sent.text}"`, conclusionText(conclusion));
}

type Reason = { readonly code: ReasonCode; readonly text: string };

const ORIGINAL = /^the same order as (\S+), which this strategy published shortly before$/;

function explainContentDuplicate(
  { copy, conclusion }: RecordedConclusion,
  { text }: Reason,
  around: Circumstances,
): Finding {
  const found = conclusionText(conclusion);
  const original = ORIGINAL.exec(text)?.[1] ?? '';
  if (!isClientOrderId(original)) return different('the order that it repeats', found);
  const policy = conclusion.kind === 'hold' ? 'hold' : 'suppress';
  const expected = contentDuplicate(original, policy, 0);
  if (!sameConclusion(expected, conclusion)) return different(conclusionText(expected), found);
  return explainOriginal(copy, original, around, found);
}

function explainOriginal(
  { subject, contentKey }: Copy,
  original: ClientOrderId,
  around: Circumstances,
  found: string,
): Finding {
  const { accountId, strategyId } = subject.intent;
  const known = around.orders.of(accountId, original);
  if (known === undefined) return withoutOrder(original, around, found);
  const key = known.first.contentKey;
  const keys = [contentKey, ...around.contentGuard.neighboursOf(subject.intent)];
  const isEqual = key !== undefined && keys.includes(key);
  return isEqual && known.first.subject.intent.strategyId === strategyId
    ? SAME
    : different(`an order with other content than ${original}`, found);
}

function explainResolution(
  { copy, conclusion }: RecordedConclusion,
  { code, text }: Reason,
  { history }: Circumstances,
): Finding {
  const { accountId, clientOrderId } = copy.subject.intent;
  const resolutions = history.resolutionsOf(accountId, clientOrderId);
  const resolution = resolutions.find((one) => text.startsWith(wordsOf(one)));
  if (resolution === undefined)
    return resolutions.length === 0 || !history.isWhole
      ? undecidable('the resolution is gone from the control topic')
      : different(resolutions.map(wordsOf).join(' or '), text);
  const verdict = resolution.decision === 'adopt' ? 'ACCEPTED' : 'DENIED';
  const isVerdict = conclusion.kind === 'verdict' && conclusion.settlement.verdict === verdict;
  return isVerdict && code === RESOLVED_CODES[resolution.decision]
    ? SAME
    : different(`${verdict} ${RESOLVED_CODES[resolution.decision]}`, conclusionText(conclusion));
}
