import type { TopicNames } from '@orderonce/contracts';
import { inThreads, startThreads, type Threads } from '../../threads/in-threads.ts';
import type { PartitionAnswer, PartitionJob } from '../read-partition.ts';

/** What a thread has to know to read by itself. Plain data. */
export interface ReplayThread {
  readonly topics: TopicNames;
}

/** For so many partitions; each thread has a connection of its own to the Kafka of this process's variables. */
export function startReplayThreads(topics: TopicNames, partitions: number): Threads {
  const workerData: ReplayThread = { topics };
  const module = new URL('./replay-worker.ts', import.meta.url);
  return startThreads({ module, workerData, jobs: partitions });
}

/** In these threads and in this one, where `readHere` reads. */
export function replayInThreads(
  threads: Threads,
  jobs: readonly PartitionJob[],
  readHere: (job: PartitionJob) => Promise<PartitionAnswer>,
  onRead: (records: number) => void,
): AsyncGenerator<PartitionAnswer> {
  return inThreads({ threads, jobs, here: readHere, onRead });
}
