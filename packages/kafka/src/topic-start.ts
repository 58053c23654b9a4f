import type { ReadTopicOptions } from './read-topic.ts';
import type { Offsets, TopicCluster } from './topic-cluster.ts';

export interface TopicStart {
  /** Where reading begins, a partition. */
  readonly positions: Map<number, bigint>;
  /** After the last record that stood there or is asked for, a partition. */
  readonly end: Offsets;
}

export async function topicStart(
  cluster: TopicCluster,
  { from, until }: Pick<ReadTopicOptions, 'from' | 'until'>,
): Promise<TopicStart> {
  // First of all: a record that arrives between the two questions must lie behind this end, or reading from
  // a moment would begin behind the record.
  //
  //     no record since the moment → the record arrives → where is the end? behind it: lost
  const stood = await cluster.offsetsAt('end');
  const end = typeof until === 'string' ? stood : earlier(stood, until.offsets);
  if (typeof from === 'string' || 'timestampMs' in from)
    return { end, positions: new Map([...stood, ...(await cluster.offsetsAt(from))]) };
  const positions = new Map(await cluster.offsetsAt('beginning'));
  for (const [partition, offset] of from.offsets)
    if (positions.has(partition)) positions.set(partition, BigInt(offset));
  return { end, positions };
}

function earlier(stood: Offsets, asked: ReadonlyMap<number, string>): Offsets {
  return new Map(
    Array.from(stood, ([partition, end]) => {
      const limit = BigInt(asked.get(partition) ?? end);
      return [partition, limit < end ? limit : end];
    }),
  );
}
