import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { CommandFailure } from '../../command-line/command-failure.ts';
import type { PartitionAnswer, PartitionJob } from '../read-partition.ts';
import type { ReplayWord } from './replay-word.ts';

const MOST_THREADS = 8;
/** What is read lives shortly: collected in a large young generation, little of it is ever copied. */
const YOUNG_GENERATION_MB = 96;

/**
 * A thread a core, this one included, which has loaded all that the others have yet to load. Each has a connection
 * of its own to the Kafka of this process's variables; the partitions come in any order.
 */
export async function* replayInThreads(
  jobs: readonly PartitionJob[],
  readHere: (job: PartitionJob) => Promise<PartitionAnswer>,
  onRead: (records: number) => void,
): AsyncGenerator<PartitionAnswer> {
  const left = jobs.values();
  await using workers = new AsyncDisposableStack();
  const threads = Array.from(
    { length: Math.min(availableParallelism(), MOST_THREADS, jobs.length) - 1 },
    () => {
      const worker = new Worker(new URL('./replay-worker.ts', import.meta.url), {
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
      });
      workers.defer(async () => {
        await worker.terminate();
      });
      return answersOf((job) => answerOf(worker, job, onRead), left);
    },
  );
  const running = new Map(
    [...threads, answersOf(readHere, left)].map((thread) => [thread, thread.next()]),
  );
  while (running.size > 0) {
    const [thread, result] = await Promise.race(
      Array.from(running, async ([one, next]) => [one, await next] as const),
    );
    if (result.done) running.delete(thread);
    else {
      running.set(thread, thread.next());
      yield result.value;
    }
  }
}

/** One partition after the other, until none is left for this thread. */
async function* answersOf(
  ask: (job: PartitionJob) => Promise<PartitionAnswer>,
  left: Iterator<PartitionJob>,
): AsyncGenerator<PartitionAnswer> {
  for (let job = left.next(); !job.done; job = left.next()) yield await ask(job.value);
}

function answerOf(worker: Worker, job: PartitionJob, onRead: (records: number) => void) {
  const { promise, resolve, reject } = Promise.withResolvers<PartitionAnswer>();
  const onWord = (word: ReplayWord) => {
    if (word.kind === 'read') onRead(word.records);
    else if (word.kind === 'answer') resolve(word.answer);
    else reject(word.code ? new CommandFailure(word.code, word.text) : new Error(word.text));
  };
  worker.on('message', onWord).on('error', reject);
  worker.postMessage(job);
  return promise.finally(() => worker.off('message', onWord).off('error', reject));
}
