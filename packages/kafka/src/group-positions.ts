import type { GroupPosition } from './batch-gate.ts';
import type { ConsumerWithCluster } from './consumer-cluster.ts';

/** Asks the group's coordinator and the partitions' leaders, over a consumer's own connections. */
export async function groupPositions(
  { cluster, findCoordinator }: Pick<ConsumerWithCluster, 'cluster' | 'findCoordinator'>,
  { groupId, topic }: { readonly groupId: string; readonly topic: string },
  partitions: readonly number[],
): Promise<ReadonlyMap<number, GroupPosition>> {
  const asked = partitions.map((partition) => ({ partition }));
  const coordinator = await findCoordinator(groupId);
  const { responses } = await coordinator.offsetFetch({
    groupId,
    topics: [{ topic, partitions: asked.map(({ partition }) => ({ partition, offset: '0' })) }],
  });
  const committed = new Map<number, bigint>();
  for (const { partition, offset } of responses[0]?.partitions ?? [])
    committed.set(partition, BigInt(offset));
  const [start] = await cluster.fetchTopicsOffset([
    { topic, partitions: asked, fromBeginning: true },
  ]);
  return new Map(
    (start?.partitions ?? []).map(({ partition, offset }) => {
      const position = committed.get(partition) ?? -1n;
      // -1: never committed; -2: kafkajs's mark for "begin at the oldest".
      return [
        partition,
        { committed: position < 0n ? null : position, logStart: BigInt(offset) },
      ] as const;
    }),
  );
}
