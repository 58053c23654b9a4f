/**
 * What is decided about an intent, and what is told of it: pure functions of what is known and the time. The
 * executor acts on them; an auditor asks them again, with the facts that stand on the topics.
 */
export { admit } from './admission/admit.ts';
export type { AdmissionFacts, AdmissionSettings, ControlView, Rule } from './admission/rule.ts';
export { type SendBan, sendBan } from './admission/send-ban.ts';
export { factsTold, type ToldFacts } from './admission/told-facts.ts';
export * from './conclusion.ts';
export { contentDuplicate } from './content-duplicate.ts';
export { type ContentGuard, createContentGuard, createContentKeys } from './content-guard.ts';
export { type Change, ControlState, type UnansweredResolution } from './control/control-state.ts';
export { stops } from './control/kill-switches.ts';

export type { Denial } from './denial.ts';
export { heldAgain, resentBy } from './held/held-again.ts';
export { type ReadIntent, type Refusal, readIntent } from './intake/read-intent.ts';
export { refusedReusedId, refusedUnreadable } from './intake/refusals.ts';
export { subjectOf } from './intake/subject-of.ts';
export {
  attemptedOutcome,
  duplicateOutcome,
  heldOutcome,
} from './outcomes/outcomes.ts';
export { type Ended, repeatedEvents } from './outcomes/repeated.ts';
export { RESOLVED_CODES, resolvedOutcome, wordsOf } from './outcomes/resolved.ts';
export type { Subject } from './outcomes/subject.ts';
export { verdictEvents } from './outcomes/verdict-events.ts';
