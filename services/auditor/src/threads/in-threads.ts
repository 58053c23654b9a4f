import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { CommandFailure } from '../command-line/command-failure.ts';
import type { ThreadWord } from './thread-word.ts';

export interface ThreadedWork<Job, Answer> {
  readonly jobs: readonly Job[];
  /** Of a module that calls `answerJobs`. */
  readonly worker: URL;
  readonly workerData?: unknown;
  /** Does a job in this thread. */
  readonly here: (job: Job) => Promise<Answer>;
  /** How many records more another thread has taken. */
  readonly onRead: (records: number) => void;
}

const MOST_THREADS = 8;
/** What is read lives shortly: collected in a large young generation, little of it is ever copied. */
const YOUNG_GENERATION_MB = 96;

/** Does one job after the other. */
type Seat<Job, Answer> = (job: Job) => Promise<Answer>;

/**
 * A thread a core, this one among them, which has loaded all that the others have yet to load. The jobs are begun in
 * their order, and their answers come in any order. The first failure ends all.
 */
export async function* inThreads<Job, Answer>({
  jobs,
  worker: module,
  workerData,
  here,
  onRead,
}: ThreadedWork<Job, Answer>): AsyncGenerator<Answer> {
  const left = jobs.values();
  await using workers = new AsyncDisposableStack();
  const running = new Set<Promise<{ seat: Seat<Job, Answer>; answer: Answer }>>();
  const begin = (seat: Seat<Job, Answer>) => {
    const next = left.next();
    if (next.done) return;
    const ending = seat(next.value).then((answer) => {
      running.delete(ending);
      return { seat, answer };
    });
    running.add(ending);
  };
  const threads = Math.min(availableParallelism(), MOST_THREADS, jobs.length);
  for (let at = 1; at < threads; at += 1) {
    const worker = new Worker(module, {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    workers.defer(async () => {
      await worker.terminate();
    });
    begin((job) => askThread(worker, job, onRead));
  }
  begin(here);
  while (running.size > 0) {
    const { seat, answer } = await Promise.race(running);
    begin(seat);
    yield answer;
  }
}

function askThread<Job, Answer>(
  worker: Worker,
  job: Job,
  onRead: (records: number) => void,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const onWord = (word: ThreadWord<Answer>) => {
    switch (word.kind) {
      case 'read':
        onRead(word.records);
        break;
      case 'answer':
        resolve(word.answer);
        break;
      case 'failed':
        reject(word.code ? new CommandFailure(word.code, word.text) : new Error(word.text));
        break;
    }
  };
  worker.on('message', onWord).on('error', reject);
  worker.postMessage(job);
  return promise.finally(() => worker.off('message', onWord).off('error', reject));
}
