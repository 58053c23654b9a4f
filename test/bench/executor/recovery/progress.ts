import { topicNames } from '@orderonce/contracts';
import { groupProgress } from '@orderonce/kafka';
import { groupOf, type Pipeline } from '../latency/start-beside.ts';

/** By partition of the outcomes topic: the offset that the next outcome will get. */
export async function outcomeEnds(pipeline: Pipeline): Promise<ReadonlyMap<number, bigint>> {
  const { outcomes: topic } = topicNames(pipeline.topicPrefix);
  const { ends } = await groupProgress(pipeline.connection, { groupId: groupOf(pipeline), topic });
  return ends;
}

/** How many outcomes there are. */
export async function outcomeCount(pipeline: Pipeline): Promise<number> {
  const ends = await outcomeEnds(pipeline);
  return [...ends.values()].reduce((sum, end) => sum + Number(end), 0);
}

/** Whether the group has nothing left to commit, but for one partition that is not asked about. */
export async function isCaughtUp(pipeline: Pipeline, exceptPartition?: number): Promise<boolean> {
  const { ends, committed } = await intentsProgress(pipeline);
  return [...ends].every(
    ([partition, end]) => partition === exceptPartition || (committed.get(partition) ?? 0n) >= end,
  );
}

/** How many partitions have not one intent committed. */
export async function untouchedPartitions(pipeline: Pipeline): Promise<number> {
  const { ends, committed } = await intentsProgress(pipeline);
  return [...ends.keys()].filter((partition) => (committed.get(partition) ?? 0n) === 0n).length;
}

function intentsProgress(pipeline: Pipeline) {
  const { intents: topic } = topicNames(pipeline.topicPrefix);
  return groupProgress(pipeline.connection, { groupId: groupOf(pipeline), topic });
}
