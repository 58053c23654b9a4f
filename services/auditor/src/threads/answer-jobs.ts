import { parentPort } from 'node:worker_threads';
import { CommandFailure } from '../command-line/command-failure.ts';
import type { ThreadWord } from './thread-word.ts';

/** In a thread of {@link inThreads}: does each job that comes, and tells how far it is and what came of it. */
export function answerJobs<Job, Answer>(
  work: (job: Job, onRead: (records: number) => void) => Promise<Answer>,
): void {
  const say = (word: ThreadWord<Answer>) => parentPort?.postMessage(word);
  parentPort?.on('message', async (job: Job) => {
    try {
      const answer = await work(job, (records) => say({ kind: 'read', records }));
      say({ kind: 'answer', answer });
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      say({ kind: 'failed', text, ...(error instanceof CommandFailure && { code: error.code }) });
    }
  });
}
