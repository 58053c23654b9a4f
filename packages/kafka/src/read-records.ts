import type { KafkaConnection } from './kafka-connection.ts';
import { KafkaFailure } from './kafka-failure.ts';
import { partitionAnswer, recordsOf } from './partition-answer.ts';
import type { IncomingRecord, RecordPosition } from './ports.ts';
import type { TopicCluster } from './topic-cluster.ts';
import { lastingFailure } from './topic-interruption.ts';
import { withTopic } from './topic-session.ts';

const IN_PARALLEL = 8;
// The least there is: the broker answers with the one batch of records that holds the place.
const FETCH_LIMITS = { maxWaitMs: 0, partitionBytes: 1, answerBytes: 1 };

/**
 * Single records by their places, in the order asked. A record that is gone, by retention, compaction or an
 * aborted transaction, is left out: whoever must know which ones compares the places.
 *
 * @throws {KafkaFailure} `TOPIC_UNAVAILABLE`
 */
export async function readRecords(
  connection: KafkaConnection,
  positions: readonly RecordPosition[],
): Promise<IncomingRecord[]> {
  const found = new Map<string, IncomingRecord>();
  const byTopic = Map.groupBy(positions, ({ topic }) => topic);
  const reading = Array.from(byTopic, ([topic, asked]) =>
    withTopic(connection, topic, (cluster) => readFrom(cluster, topic, asked, found)),
  );
  await Promise.all(reading);
  return positions.flatMap((position) => found.get(placeOf(position)) ?? []);
}

const placeOf = ({ topic, partition, offset }: RecordPosition) => `${topic}/${partition}/${offset}`;

async function readFrom(
  cluster: TopicCluster,
  topic: string,
  asked: readonly RecordPosition[],
  found: Map<string, IncomingRecord>,
): Promise<void> {
  const leaders = new Map<number, string>();
  for (const [nodeId, partitions] of cluster.leaders())
    for (const partition of partitions) leaders.set(partition, nodeId);
  const wanted = new Set(asked.map(placeOf));
  const left = asked.toSorted((a, b) => Number(BigInt(a.offset) - BigInt(b.offset))).values();

  async function readSome() {
    for (const position of left) {
      if (found.has(placeOf(position))) continue;
      // What lies behind it in the same batch of records comes with it.
      for (const record of await recordsAt(cluster, topic, leaders, position))
        if (wanted.has(placeOf(record))) found.set(placeOf(record), record);
    }
  }
  await Promise.all(Array.from({ length: IN_PARALLEL }, readSome));
}

async function recordsAt(
  cluster: TopicCluster,
  topic: string,
  leaders: ReadonlyMap<number, string>,
  { partition, offset }: RecordPosition,
): Promise<readonly IncomingRecord[]> {
  const nodeId = leaders.get(partition);
  if (nodeId === undefined)
    throw new KafkaFailure('TOPIC_UNAVAILABLE', `${topic} has no partition ${partition}`);
  try {
    const from = BigInt(offset);
    const fetched = await cluster.fetch(nodeId, new Map([[partition, from]]), FETCH_LIMITS);
    const range = { from, until: null };
    return [...recordsOf(fetched.map((answer) => partitionAnswer(topic, answer, range)))].flat();
  } catch (error) {
    if (lastingFailure(topic, error)?.code === 'RECORDS_GONE') return [];
    throw error;
  }
}
