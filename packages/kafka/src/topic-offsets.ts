import type { Patience } from './admin-session.ts';
import type { KafkaConnection } from './kafka-connection.ts';
import type { Offsets, TopicCluster, TopicPlace } from './topic-cluster.ts';
import { withTopic } from './topic-session.ts';

/**
 * The offset of a place, a partition: where reading from there begins. A partition that has no record as
 * young as a timestamp answers with its end. The end is that of what can be read: before the first
 * transaction that is still open.
 *
 * @throws {KafkaFailure} `TOPIC_UNAVAILABLE`
 */
export function topicOffsets(
  connection: KafkaConnection,
  topic: string,
  place: TopicPlace,
  patience: Patience = {},
): Promise<ReadonlyMap<number, string>> {
  const work = async (cluster: TopicCluster) => {
    const offsets = await startingOffsets(cluster, place);
    return new Map(Array.from(offsets, ([partition, offset]) => [partition, String(offset)]));
  };
  return withTopic(connection, topic, work, patience);
}

async function startingOffsets(cluster: TopicCluster, place: TopicPlace): Promise<Offsets> {
  if (typeof place === 'string') return cluster.offsetsAt(place);
  // The end first: a record that arrives between the questions must not lie before the answer.
  const end = await cluster.offsetsAt('end');
  return new Map([...end, ...(await cluster.offsetsAt(place))]);
}
