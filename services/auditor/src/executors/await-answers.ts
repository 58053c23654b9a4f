import type { Clock } from '../clock.ts';
import type { ControlSession } from '../control/control-session.ts';
import { type Answer, answersTo, isAcknowledgedByAll, isEverybodyHeard } from './answers.ts';
import type { ExecutorGroup } from './executor-group.ts';
import { watchMembers } from './watch-members.ts';

/** An answer, with how long it took from the change until this command knew of it. */
export interface TimedAnswer extends Answer {
  readonly afterMs?: number;
}

export interface Answers {
  readonly answers: readonly TimedAnswer[];
  /** Every executor that was in the group since the change said that it acts by it. */
  readonly isAcknowledged: boolean;
  /** False: the cluster did not say who is in the group, so nobody knows who is missing. */
  readonly isGroupKnown: boolean;
}

export interface AwaitAnswersOptions {
  readonly session: ControlSession;
  readonly executors: ExecutorGroup;
  readonly clock: Clock;
  readonly waitMs: number;
  /** Called once for each executor that spoke, when it did. */
  readonly onAnswer: (answer: TimedAnswer) => void;
}

/**
 * Makes a change and waits until every executor of the group answered it, or the time is over.
 *
 * ```
 * who is there? … the change is on the log … who is there? … who is there? ── all of them answered
 * ```
 *
 * Whoever was a member at any of these moments is waited for, as long as it is one.
 */
export async function makeChange(
  change: { readonly changeId: string; readonly publish: () => Promise<void> },
  { session, executors, clock, waitMs, onAnswer }: AwaitAnswersOptions,
): Promise<Answers> {
  const watch = watchMembers(executors);
  const heardAfterMs = new Map<string, number>();
  const beganMs = clock.monotonicMs();
  const current = () => answersTo(watch.members(), session.state.acknowledgements(change.changeId));
  const timed = (answer: Answer): TimedAnswer => {
    const afterMs = heardAfterMs.get(answer.executorId);
    return afterMs === undefined ? answer : { ...answer, afterMs };
  };

  function hear(answer: Answer) {
    if (!isWord(answer) || heardAfterMs.has(answer.executorId)) return;
    heardAfterMs.set(answer.executorId, clock.monotonicMs() - beganMs);
    onAnswer(timed(answer));
  }

  try {
    await change.publish();
    watch.noteChange();
    await session.until(() => {
      const answers = current();
      answers.forEach(hear);
      return watch.hasLooked() && isEverybodyHeard(answers);
    }, waitMs);
    const answers = current();
    const isGroupKnown = watch.hasLooked();
    const isAcknowledged = isGroupKnown && isAcknowledgedByAll(answers);
    return { answers: answers.map(timed), isGroupKnown, isAcknowledged };
  } finally {
    watch.stop();
  }
}

function isWord({ state }: Answer): boolean {
  return state === 'done' || state === 'refused';
}
