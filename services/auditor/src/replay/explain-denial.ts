import type { Intent, ReasonCode } from '@orderonce/contracts';
import {
  type AdmissionFacts,
  admit,
  type ControlView,
  type Denial,
  factsTold,
  sendBan,
} from '@orderonce/decisions';
import { different, type Finding, recorded, SAME, undecidable } from './finding.ts';

/** What was decided about admission, and when. */
export interface DecidedAdmission {
  readonly intent: Intent;
  /** When the log took the intent. */
  readonly logTimeMs: number;
  /** By the executor's clock. */
  readonly decidedAtMs: number;
  /** The states of the control topic in between. */
  readonly controls: readonly ControlView[];
  readonly isControlWhole: boolean;
}

/** Rules of admission whose answer depends on what people said. */
const SAID: ReadonlySet<ReasonCode> = new Set([
  'KILL_SWITCH',
  'STRATEGY_NOT_ALLOWED',
  'INSTRUMENT_HELD',
  'LIMIT_EXCEEDED',
]);
/** Rules whose answer depends on the clock. */
const TIMED: ReadonlySet<ReasonCode> = new Set(['EXPIRED_BEFORE_SEND', 'CLOCK_SKEW', 'STALE']);

export function isAdmissionCode(code: ReasonCode): boolean {
  return SAID.has(code) || TIMED.has(code) || code === 'UNKNOWN_ACCOUNT';
}

/** Settings under which no rule about time denies: those of the executors are on no topic. */
const LENIENT = {
  maxIntentAgeMs: 0,
  maxClockSkewMs: Number.POSITIVE_INFINITY,
  referencePriceMaxAgeMs: Number.POSITIVE_INFINITY,
};
/** Between a rule's clock and the moment that its verdict carries. */
const CLOCK_MARGIN_MS = 10_000;

/** Whether the rules of admission deny an intent in the very words that were recorded. */
export function explainDenial(denial: Denial, decided: DecidedAdmission): Finding {
  const { code, text } = denial;
  const answers = decided.controls.flatMap((control) => answersIn(control, denial, decided));
  if (answers.some((answer) => answer.code === code && answer.text === text))
    return code === 'UNKNOWN_ACCOUNT' ? recorded('what is configured is on no topic') : SAME;
  if (code === 'LIMIT_EXCEEDED' && /maxOrdersPerSecond/.test(text))
    return recorded('order rates are counted in Redis');
  if (SAID.has(code) && !decided.isControlWhole)
    return undecidable('the control records of that time are gone');
  const [other] = answers;
  const expected = other === undefined ? 'admitted' : `DENIED ${other.code}: ${other.text}`;
  return different(expected, `DENIED ${code}: ${text}`);
}

/** What speaks against an intent that was sent: only what must have spoken against it in every state. */
export function explainAdmission({
  intent,
  controls,
  logTimeMs,
  decidedAtMs,
}: DecidedAdmission): Finding {
  const denials = controls.map((control) => {
    const facts = factsOf(control, { nowMs: logTimeMs - CLOCK_MARGIN_MS, logTimeMs });
    return admit(intent, { ...facts, settings: LENIENT });
  });
  const [first] = denials;
  const isAdmitted = first === undefined || denials.some((denial) => denial === null);
  if (isAdmitted) return isExpired(intent, decidedAtMs) ? recorded(SENT_LATE) : SAME;
  return different(`DENIED ${first?.code}: ${first?.text}`, 'sent');
}

const SENT_LATE = 'it was sent after it had expired: a process may stand still before a send';

function isExpired({ kind, expiresAtMs }: Intent, sentAtMs: number): boolean {
  if (kind === 'cancel' || expiresAtMs === undefined) return false;
  return sentAtMs - expiresAtMs > CLOCK_MARGIN_MS;
}

/** Whether a ban that forbids even to ask by sending may have stood. */
export function mayBeBanned({ intent, controls, logTimeMs, decidedAtMs }: DecidedAdmission) {
  return controls.some((control) => {
    const facts = factsOf(control, { nowMs: decidedAtMs + CLOCK_MARGIN_MS, logTimeMs });
    return sendBan(intent, facts) !== null;
  });
}

function answersIn(control: ControlView, denial: Denial, decided: DecidedAdmission): Denial[] {
  const { intent, logTimeMs, decidedAtMs } = decided;
  const told = factsTold(denial.text);
  const price = control.referencePrice(intent.symbol);
  const bornMs = Math.min(intent.createdAtMs, logTimeMs);
  const nowMs = told.nowMs ?? moment(denial.code === 'STALE' ? bornMs : price?.atMs, told.ageMs);
  const clockMs = nowMs ?? decidedAtMs;
  // A clock that is far from the verdict's own cannot have been the executor's.
  if (Math.abs(clockMs - decidedAtMs) > CLOCK_MARGIN_MS) return [];
  const facts = factsOf(control, { nowMs: clockMs, logTimeMs });
  const settings = { ...LENIENT, ...told.settings };
  const isAccountKnown = denial.code !== 'UNKNOWN_ACCOUNT';
  const answers = [
    admit(intent, { ...facts, settings, isAccountKnown }),
    sendBan(intent, { ...facts, settings }),
  ];
  return answers.filter((answer) => answer !== null);
}

function moment(sinceMs: number | undefined, ageMs: number | undefined): number | undefined {
  return sinceMs === undefined || ageMs === undefined ? undefined : sinceMs + ageMs;
}

function factsOf(
  control: ControlView,
  { nowMs, logTimeMs }: Pick<AdmissionFacts, 'nowMs' | 'logTimeMs'>,
): AdmissionFacts {
  return { isAccountKnown: true, control, nowMs, logTimeMs, settings: LENIENT };
}
