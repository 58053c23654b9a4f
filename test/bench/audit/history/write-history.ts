import {
  CHAIN_HEADER,
  type ChainWriter,
  type ClientOrderId,
  createChainWriter,
  type TopicNames,
} from '@orderonce/contracts';
import { ensureTopics, type KafkaConnection } from '@orderonce/kafka';
import {
  Kafka,
  type Message,
  Partitioners,
  type Producer,
  type RecordMetadata,
  type TopicMessages,
} from 'kafkajs';
import { type HistoryOptions, type HistoryRecord, historyRecords } from './history-records.ts';

export interface WrittenHistory {
  readonly intents: number;
  readonly outcomes: number;
  /** About a thousand, evenly over the history. */
  readonly someIds: readonly ClientOrderId[];
}

/** `options.topics` with all four names: they are created here, and must not exist. */
export type WriteHistoryOptions = HistoryOptions & { readonly topics: TopicNames };

const BATCH_RECORDS = 6_000;
/** Kafka takes a megabyte a partition. */
const BATCH_PARTITION_BYTES = 700_000;
const SOME_IDS = 1_000;

/** Creates the topics and writes the whole history to them, with its own times as the log's. */
export async function writeHistory(
  connection: KafkaConnection,
  options: WriteHistoryOptions,
  onProgress: (written: number) => void = () => {},
): Promise<WrittenHistory> {
  await createTopics(connection, options);
  const producer = await connectProducer();
  const someIds: ClientOrderId[] = [];
  const counts = { intents: 0, outcomes: 0 };
  const idEvery = Math.ceil(options.events / 4 / SOME_IDS);
  try {
    let sending = Promise.resolve();
    for (const batch of inBatches(linked(historyRecords(options), options.topics.outcomes))) {
      for (const { topic, clientOrderId } of batch)
        if (topic !== options.topics.intents) counts.outcomes += 1;
        else if (counts.intents++ % idEvery === 0) someIds.push(clientOrderId);
      // The next batch is made while this one is on its way.
      await sending;
      sending = send(producer, batch);
      onProgress(counts.intents + counts.outcomes);
    }
    await sending;
  } finally {
    await producer.disconnect();
  }
  return { ...counts, someIds };
}

/** Bare, since the publisher of the product leaves times and partitions to the log. */
async function connectProducer(): Promise<Producer> {
  const brokers = (process.env['KAFKA_BROKERS'] ?? '127.0.0.1:9092').split(',');
  const kafka = new Kafka({ clientId: 'bench-history', brokers });
  const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
  await producer.connect();
  return producer;
}

async function createTopics(connection: KafkaConnection, options: WriteHistoryOptions) {
  const { topics, partitions } = options;
  // The history's own times stand on the log, or seeking by time would find nothing.
  const config = { 'message.timestamp.type': 'CreateTime', 'retention.ms': '-1' };
  const topic = (name: string, count: number) => ({
    ...{ name, config, partitions: count },
    replicationFactor: 1,
  });
  const { problems } = await ensureTopics(connection, [
    ...[topic(topics.intents, partitions), topic(topics.outcomes, partitions)],
    ...[topic(topics.deadLetters, 1), topic(topics.control, 1)],
  ]);
  if (problems.length > 0) throw new Error(problems.join('; '));
}

/** With the links that the executor's publisher gives to outcomes: a chain in each partition. */
function* linked(records: Iterable<HistoryRecord>, topic: string): Generator<HistoryRecord> {
  const writers = new Map<number, ChainWriter>();
  for (const record of records) {
    if (record.topic !== topic) {
      yield record;
      continue;
    }
    const { partition, headers } = record;
    const writer = writers.get(partition) ?? createChainWriter(`bench-${partition}`);
    writers.set(partition, writer);
    yield { ...record, headers: { ...headers, [CHAIN_HEADER]: writer.link(record) } };
  }
}

function* inBatches(records: Iterable<HistoryRecord>): Generator<HistoryRecord[]> {
  let batch: HistoryRecord[] = [];
  let bytes = new Map<string, number>();
  for (const record of records) {
    batch.push(record);
    const place = `${record.topic}/${record.partition}`;
    const placeBytes = (bytes.get(place) ?? 0) + record.value.length;
    bytes.set(place, placeBytes);
    if (batch.length < BATCH_RECORDS && placeBytes < BATCH_PARTITION_BYTES) continue;
    yield batch;
    batch = [];
    bytes = new Map();
  }
  if (batch.length > 0) yield batch;
}

/** @throws when a record did not get the place that the outcomes name */
async function send(producer: Producer, batch: readonly HistoryRecord[]): Promise<void> {
  const byTopic = Map.groupBy(batch, ({ topic }) => topic);
  const topicMessages = Array.from(byTopic, ([topic, records]): TopicMessages => {
    return { topic, messages: records.map(toMessage) };
  });
  const firstOf = (at: RecordMetadata) =>
    batch.find(({ topic, partition }) => topic === at.topicName && partition === at.partition);
  for (const place of await producer.sendBatch({ topicMessages }))
    if (firstOf(place)?.offset !== place.baseOffset)
      throw new Error(`${place.topicName}/${place.partition} is not only written by this history`);
}

function toMessage({ key, value, headers, partition, atMs }: HistoryRecord): Message {
  return { key, value, headers, partition, timestamp: String(atMs) };
}
