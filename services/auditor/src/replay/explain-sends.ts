import type { AnswerKind, SubmitResult } from '@orderonce/brokers';
import type { ClientOrderId, Evidence, OrderBody } from '@orderonce/contracts';
import {
  afterLookUp,
  afterSubmit,
  conclusionOf,
  type Fate,
  inDoubt,
  neverSent,
  nextStep,
  type Situation,
} from '@orderonce/decisions/place';
import { type Exchange, exchangesIn, MOST_EVIDENCE } from './exchange.ts';
import { different, type Finding, recorded, SAME } from './finding.ts';
import { conclusionText, sameConclusion } from './same-conclusion.ts';
import { type Concluded, capabilitiesOf, type ToldVenue, venueTold } from './told-venue.ts';

/** One attempt at placing an order, as it was recorded. */
export interface RecordedSends {
  readonly clientOrderId: ClientOrderId;
  readonly body: OrderBody;
  readonly evidence: readonly Evidence[];
  /** Its sends were told before they happened. Undefined where that says nothing of the venue. */
  readonly isAnnounced: boolean | undefined;
  readonly conclusion: Concluded;
  /** Whether a ban that forbids to ask by sending may have stood at this time. */
  readonly mayBeBanned: (atMs: number) => boolean;
}

/** Executors and this command read different clocks of one machine. */
const CLOCK_MARGIN_MS = 1000;
const FOREVER = Number.POSITIVE_INFINITY;
const BANNED = { code: 'KILL_SWITCH', text: '', isOnlyForFirst: false } as const;

/**
 * Whether the settle table, fed with what the venue answered, takes the recorded steps and ends where the record
 * says. An attempt begins with nothing sent, or in doubt after one that died without a word; how long a doubt may
 * last stands only in the words of the hold that ended it.
 */
export function explainSends(sends: RecordedSends): Finding {
  const exchanges = exchangesIn(sends.evidence);
  if (exchanges === null) return recorded('the evidence does not say what it meant');
  if (exchanges.length >= MOST_EVIDENCE) return recorded('the evidence was cut');
  const lies = answerAgainst(sends, exchanges.at(-1));
  if (lies !== null) return lies;
  const venue = venueTold(sends.conclusion, sends.body, sends.clientOrderId);
  const venues = sends.isAnnounced === undefined ? [false, true] : [sends.isAnnounced];
  let expected: string | null = null;
  for (const isAnnounced of venues)
    for (const begin of BEGINNINGS) {
      const leadsTo = run(begin, { sends, exchanges, venue, isAnnounced });
      if (leadsTo === null) return SAME;
      expected ??= leadsTo;
    }
  return different(expected ?? 'another step', conclusionText(sends.conclusion));
}

const BEGINNINGS = [neverSent(0), inDoubt(0)];

interface Run {
  readonly sends: RecordedSends;
  readonly exchanges: readonly Exchange[];
  readonly venue: ToldVenue;
  readonly isAnnounced: boolean;
}

/** Null when the table leads to what was recorded; otherwise what it leads to. */
function run(begin: Fate, { sends, exchanges, venue, isAnnounced }: Run): string | null {
  const { body } = sends;
  const capabilities = capabilitiesOf(isAnnounced, venue.canLookUp, FOREVER);
  const patient = (nowMs: number, sendBan: Situation['sendBan'] = null): Situation => {
    return { capabilities, body, nowMs, maxDoubtMs: FOREVER, sendBan };
  };
  let fate = begin;
  for (const exchange of exchanges) {
    const { askedAtMs } = exchange;
    const wanted = exchange.action === 'look-up' ? 'look-up' : 'send';
    const step = nextStep(fate, patient(askedAtMs));
    const isLed =
      step.do === wanted ||
      (sends.mayBeBanned(askedAtMs) && nextStep(fate, patient(askedAtMs, BANNED)).do === wanted);
    if (!isLed) return `${step.do} before the ${exchange.action} that answered "${exchange.text}"`;
    const after = fateAfter(fate, exchange, venue);
    if (after === null) return `an answer to a ${exchange.action}, not "${exchange.text}"`;
    fate = after;
  }
  return conclude(fate, patient(FOREVER), { sends, exchanges, venue, isAnnounced });
}

function conclude(fate: Fate, patient: Situation, { sends, venue }: Run): string | null {
  const { maxDoubtMs, visibilityWindowMs } = venue;
  const sinceMs = 'sinceMs' in fate ? fate.sinceMs : 0;
  const impatient: Situation = {
    ...patient,
    nowMs: maxDoubtMs === null ? 0 : sinceMs + maxDoubtMs,
    maxDoubtMs: maxDoubtMs ?? FOREVER,
    capabilities: { ...patient.capabilities, visibilityWindowMs: visibilityWindowMs ?? 0 },
  };
  const early = tooEarly(fate, venue, sends);
  if (early !== null) return early;
  const atLast = visibilityWindowMs === null ? fate : afterWindow(fate, visibilityWindowMs);
  const bans = visibilityWindowMs === null ? [null] : [null, BANNED];
  const ends = bans.map((sendBan) => {
    const step = nextStep(atLast, { ...impatient, sendBan });
    if (step.do === 'send' || step.do === 'look-up') return `another ${step.do}`;
    const conclusion = conclusionOf(step, 0);
    return sameConclusion(conclusion, sends.conclusion) ? null : conclusionText(conclusion);
  });
  return ends.includes(null) ? null : (ends[0] ?? null);
}

/** A hold says for how long the venue was asked; it must not have come sooner. */
function tooEarly(fate: Fate, { maxDoubtMs }: ToldVenue, { conclusion }: RecordedSends) {
  if (maxDoubtMs === null || conclusion.kind !== 'hold' || !('sinceMs' in fate)) return null;
  const doubtMs = conclusion.hold.heldAtMs - fate.sinceMs;
  return doubtMs >= maxDoubtMs - CLOCK_MARGIN_MS
    ? null
    : `a hold after ${maxDoubtMs} ms, not after ${doubtMs} ms`;
}

/** The last "not found" came after the window, as the hold says; how long it was shows only there. */
function afterWindow(fate: Fate, windowMs: number): Fate {
  if (!('absentAtMs' in fate) || fate.absentAtMs === null) return fate;
  if (fate.lastSendMs > 0 && fate.absentAtMs - fate.lastSendMs < windowMs - CLOCK_MARGIN_MS)
    return fate;
  return { ...fate, lastSendMs: fate.absentAtMs - windowMs };
}

function fateAfter(fate: Fate, { action, kind, ...at }: Exchange, venue: ToldVenue): Fate | null {
  const evidence = { atMs: at.askedAtMs, action, result: at.text };
  if (action === 'look-up') {
    const { order } = venue;
    if (kind === 'found') return afterLookUp(fate, { kind, order, evidence }, at.askedAtMs);
    if (kind === 'absent') return afterLookUp(fate, { kind, evidence }, at.askedAtMs);
    return kind === 'unknown'
      ? afterLookUp(fate, { kind, text: at.text, evidence }, at.askedAtMs)
      : null;
  }
  const result = submitResult(kind, venue, evidence);
  return result === null ? null : afterSubmit(fate, result, at.answeredAtMs);
}

function submitResult(kind: AnswerKind, venue: ToldVenue, evidence: Evidence): SubmitResult | null {
  switch (kind) {
    case 'accepted':
      return { kind, order: venue.order, evidence };
    case 'rejected':
      return { kind, ...venue.rejection, evidence };
    case 'duplicate':
      return { kind, evidence };
    case 'not-sent':
    case 'unknown':
      return { kind, text: evidence.result, evidence };
    case 'rate-limited':
      return { kind, retryAfterMs: 0, evidence };
    default:
      return null;
  }
}

/** The code of a rejection stands twice: in the answer and in the verdict. */
function answerAgainst({ conclusion }: RecordedSends, last: Exchange | undefined): Finding | null {
  if (conclusion.kind !== 'verdict' || conclusion.settlement.verdict !== 'REJECTED') return null;
  const [code = ''] = (conclusion.settlement.reason?.text ?? '').split(': ', 1);
  if (last?.kind !== 'rejected' || last.text.includes(code)) return null;
  return different(`the code of the answer "${last.text}"`, conclusionText(conclusion));
}
