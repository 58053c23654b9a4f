import type { Members } from './answers.ts';
import type { ExecutorGroup } from './executor-group.ts';

/** Looks again and again who is in the executors' group. */
export interface MemberWatch {
  /** All that were seen from the beginning of the watch, and those of the latest look. */
  members(): Members;
  /** From here on a look counts: what it shows is not older than the change. */
  noteChange(): void;
  /** Whether a look that counts has ended. */
  hasLooked(): boolean;
  stop(): void;
}

const LOOK_EVERY_MS = 300;

/** A look that fails is made again: without one that succeeds, nobody knows who is missing. */
export function watchMembers(executors: ExecutorGroup): MemberWatch {
  const seen = new Set<string>();
  let living: ReadonlySet<string> = new Set();
  let isChangeMade = false;
  let hasLooked = false;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;

  async function look() {
    const counts = isChangeMade;
    try {
      living = await executors.living();
      for (const executorId of living) seen.add(executorId);
      hasLooked ||= counts;
    } catch {}
    if (!isStopped) timer = setTimeout(look, counts ? LOOK_EVERY_MS : 0);
  }
  look();

  return {
    members: () => ({ seen, living }),
    noteChange: () => {
      isChangeMade = true;
    },
    hasLooked: () => hasLooked,
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}
