import { inThreads } from '../../threads/in-threads.ts';
import type { PartitionAnswer, PartitionJob } from '../read-partition.ts';

/** In several threads; each but `readHere`'s has a connection of its own to the Kafka of this process's variables. */
export function replayInThreads(
  jobs: readonly PartitionJob[],
  readHere: (job: PartitionJob) => Promise<PartitionAnswer>,
  onRead: (records: number) => void,
): AsyncGenerator<PartitionAnswer> {
  const worker = new URL('./replay-worker.ts', import.meta.url);
  return inThreads({ jobs, worker, here: readHere, onRead });
}
