import type { ICustomPartitioner, Message, Producer, RecordMetadata, TopicMessages } from 'kafkajs';
import { Partitioners } from 'kafkajs';
import type { KafkaConnection } from './kafka-connection.ts';
import { partitionFor } from './partition-for.ts';
import type { OutgoingRecord, RecordPosition } from './ports.ts';

/** Puts one batch at a time on the log through a producer that is thrown away after any error. */
export interface RecordSender {
  /**
   * Resolves with the places of all records when every in-sync replica has them. After a rejection each of
   * them may be on the log or not. Never call it again before it settled.
   */
  send(records: readonly OutgoingRecord[]): Promise<RecordPosition[]>;
  close(): Promise<void>;
}

/**
 * A kafkajs producer reuses sequence numbers after a failed produce:
 *
 *     send A (sequence 0) ──▶ broker has it, the answer is lost
 *     send B, in flight beside it, now takes sequence 0 too ──▶ "I have that one", acknowledged, B is lost
 *
 * With one send at a time the number is reused by the very same records, which is what it is for. And
 * because a producer that failed may hold any state, the next attempt gets a new one.
 */
export function createRecordSender(connection: KafkaConnection): RecordSender {
  let live: Promise<Producer> | null = null;

  function discard() {
    const discarded = live;
    live = null;
    // Its pending requests may take long to time out; nobody waits for that.
    discarded?.then((producer) => producer.disconnect()).catch(() => {});
  }

  return {
    async send(records) {
      live ??= connect(connection);
      try {
        const producer = await live;
        const messages = records.map(toMessage);
        const metadata = await producer.sendBatch({
          acks: -1,
          topicMessages: byTopic(records, messages),
        });
        return positions(records, messages, metadata);
      } catch (error) {
        discard();
        throw error;
      }
    },
    async close() {
      const last = live;
      live = null;
      await last?.then((producer) => producer.disconnect()).catch(() => {});
    },
  };
}

async function connect(connection: KafkaConnection): Promise<Producer> {
  const producer = connection.openKafkajs().producer({
    idempotent: true,
    allowAutoTopicCreation: false,
    createPartitioner: rememberingPartitioner,
    retry: { retries: 1, initialRetryTime: 50 },
  });
  await producer.connect();
  return producer;
}

/** Writes its choice into the message: a retry keeps it, and the record's place can be told afterwards. */
const rememberingPartitioner: ICustomPartitioner = () => {
  const keyless = Partitioners.DefaultPartitioner();
  return (args) => {
    const { message, partitionMetadata } = args;
    message.partition ??=
      message.key === null || message.key === undefined
        ? keyless(args)
        : partitionFor(message.key, partitionMetadata.length);
    return message.partition;
  };
};

function toMessage({ key, value, headers }: OutgoingRecord): Message {
  return headers === undefined ? { key, value } : { key, value, headers };
}

function byTopic(
  records: readonly OutgoingRecord[],
  messages: readonly Message[],
): TopicMessages[] {
  const topics = new Map<string, Message[]>();
  records.forEach(({ topic }, index) => {
    const message = messages[index] as Message;
    const sameTopic = topics.get(topic);
    if (sameTopic) sameTopic.push(message);
    else topics.set(topic, [message]);
  });
  return Array.from(topics, ([topic, messages]) => ({ topic, messages }));
}

/**
 * @throws when the answer leaves out a partition: when a leader moves while another broker has already
 * answered, kafkajs calls the whole send a success without having sent that partition's records
 */
function positions(
  records: readonly OutgoingRecord[],
  messages: readonly Message[],
  metadata: readonly RecordMetadata[],
): RecordPosition[] {
  const nextOffsets = new Map<string, number>();
  for (const { topicName, partition, baseOffset } of metadata)
    nextOffsets.set(`${topicName}/${partition}`, Number(baseOffset));
  return records.map(({ topic }, index) => {
    const partition = messages[index]?.partition ?? -1;
    const place = `${topic}/${partition}`;
    const offset = nextOffsets.get(place);
    if (offset === undefined || !Number.isSafeInteger(offset))
      throw new Error(`the broker did not acknowledge ${place}`);
    nextOffsets.set(place, offset + 1);
    return { topic, partition, offset: String(offset) };
  });
}
