import type { Acknowledgement } from '@orderonce/contracts';

/** What one executor said to a change. */
export interface Answer {
  readonly executorId: string;
  /** `gone`: it left the group without a word; nothing can be said of what it did last. */
  readonly state: 'done' | 'refused' | 'waiting' | 'gone';
  /** Its own words. */
  readonly text?: string;
}

/** The members of the executors' group: those there now, and all that were there since the change was made. */
export interface Members {
  readonly seen: ReadonlySet<string>;
  readonly living: ReadonlySet<string>;
}

/**
 * One answer for each executor that was at work since the change, whether it spoke or not, and for each that
 * spoke; by name.
 */
export function answersTo(
  members: Members,
  acknowledgements: readonly Acknowledgement[],
): Answer[] {
  const spoken = new Map(acknowledgements.map((word) => [word.executorId, word]));
  const all = new Set([...members.seen, ...members.living, ...spoken.keys()]);
  return [...all].sort().map((executorId) => {
    const word = spoken.get(executorId);
    if (word !== undefined) return { executorId, state: word.result, text: word.text };
    return { executorId, state: members.living.has(executorId) ? 'waiting' : 'gone' };
  });
}

/** Whether there is nobody left whose word could still come. Without any executor there is. */
export function isEverybodyHeard(answers: readonly Answer[]): boolean {
  return answers.length > 0 && answers.every(({ state }) => state !== 'waiting');
}

export function isAcknowledgedByAll(answers: readonly Answer[]): boolean {
  return answers.length > 0 && answers.every(({ state }) => state === 'done');
}
