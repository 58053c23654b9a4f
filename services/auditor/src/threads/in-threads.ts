import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { CommandFailure } from '../command-line/command-failure.ts';
import type { ThreadWord } from './thread-word.ts';

export interface ThreadOptions {
  /** Of a module that calls `answerJobs`. */
  readonly module: URL;
  readonly workerData?: unknown;
  /** More threads would have nothing to do. */
  readonly jobs: number;
}

/** Threads that start, or are ready. */
export interface Threads extends AsyncDisposable {
  readonly workers: readonly StartedWorker[];
}

interface StartedWorker {
  readonly worker: Worker;
  /** Rejects when the thread ends by an error, also before it has a job. */
  readonly failed: Promise<never>;
}

export interface ThreadedWork<Job, Answer> {
  readonly jobs: readonly Job[];
  readonly threads: Threads;
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
 * Starts a thread a core but one, where this thread works too. They load what they need meanwhile, so call it before
 * the jobs are known. Disposing ends them, whatever they do.
 */
export function startThreads({ module, workerData, jobs }: ThreadOptions): Threads {
  const count = Math.min(availableParallelism(), MOST_THREADS, jobs) - 1;
  const workers = Array.from({ length: Math.max(0, count) }, () => startWorker(module, workerData));
  return {
    workers,
    async [Symbol.asyncDispose]() {
      await Promise.all(workers.map(({ worker }) => worker.terminate()));
    },
  };
}

function startWorker(module: URL, workerData: unknown): StartedWorker {
  const worker = new Worker(module, {
    workerData,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
  });
  const { promise: failed, reject } = Promise.withResolvers<never>();
  worker.on('error', reject);
  // Whoever gives it a job hears of it.
  failed.catch(() => {});
  return { worker, failed };
}

/**
 * The jobs are begun in their order, in the threads and in this one, and their answers come in any order. The first
 * failure ends all.
 */
export async function* inThreads<Job, Answer>({
  jobs,
  threads,
  here,
  onRead,
}: ThreadedWork<Job, Answer>): AsyncGenerator<Answer> {
  const left = jobs.values();
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
  for (const worker of threads.workers) begin((job) => askThread(worker, job, onRead));
  begin(here);
  while (running.size > 0) {
    const { seat, answer } = await Promise.race(running);
    begin(seat);
    yield answer;
  }
}

function askThread<Job, Answer>(
  { worker, failed }: StartedWorker,
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
  worker.on('message', onWord);
  worker.postMessage(job);
  return Promise.race([promise, failed]).finally(() => worker.off('message', onWord));
}
