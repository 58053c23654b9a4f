import type { IncomingRecord, KafkaConnection } from '@orderonce/kafka';
import { noProgress } from '../command-line/progress.ts';
import { type LogRange, readRange } from '../kafka/log-range.ts';
import { readAhead } from '../kafka/read-ahead.ts';
import type { ControlHistory } from './control-history.ts';
import type { ReplayGuard } from './guard-settings.ts';
import { PartitionReplay, type PartitionReplayed } from './partition-replay.ts';
import type { WantedOrders } from './wanted.ts';

/** One partition to ask about. Plain data. */
export interface PartitionJob {
  readonly intents: LogRange;
  readonly outcomes: LogRange;
  readonly partitionCount: number;
  readonly isFromStart: boolean;
  readonly wanted: WantedOrders;
  /** Fold the outcomes, and then a second time, as if the topic had been written twice. */
  readonly isTwice: boolean;
}

export type PartitionAnswer = PartitionReplayed & {
  /** Null: not read twice. */
  readonly isSameTwice: boolean | null;
};

/** What is the same for all partitions. */
export interface ReplayMeans {
  readonly connection: KafkaConnection;
  readonly history: ControlHistory;
  readonly contentGuard: ReplayGuard;
}

/** `onRead`: how many records more were taken. */
export async function readPartition(
  { connection, history, contentGuard }: ReplayMeans,
  job: PartitionJob,
  onRead: (records: number) => void,
): Promise<PartitionAnswer> {
  const { intents, outcomes, partitionCount, isFromStart, wanted } = job;
  const replay = new PartitionReplay({
    intentsTopic: intents.topic,
    ...{ partitionCount, contentGuard, history, isFromStart, wanted, folds: job.isTwice },
  });
  const reading = (range: LogRange) => readRange(connection, range, noProgress);
  async function read(
    batches: AsyncIterable<readonly IncomingRecord[]>,
    take: (record: IncomingRecord) => void,
  ) {
    for await (const batch of batches) {
      for (const record of batch) take(record);
      onRead(batch.length);
    }
  }
  const firstIntents = reading(intents);
  // While the intents are judged, the first outcomes are on their way.
  await using firstOutcomes = readAhead(reading(outcomes));
  await read(firstIntents, (record) => replay.takeIntent(record));
  await read(firstOutcomes, (record) => replay.takeOutcome(record));
  const replayed = replay.finish();
  if (!job.isTwice) return { ...replayed, isSameTwice: null };
  await read(reading(outcomes), (record) => replay.foldAgain(record));
  const isSameTwice =
    replayed.stateHash === replay.stateHash && replayed.ids.digest === replay.ids.digest;
  return { ...replayed, isSameTwice };
}
