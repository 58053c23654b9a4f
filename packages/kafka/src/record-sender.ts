import type { ICustomPartitioner, Producer, RecordMetadata, TopicMessages } from 'kafkajs';
import { Partitioners } from 'kafkajs';
import type { Departure } from './departure.ts';
import type { KafkaConnection } from './kafka-connection.ts';
import { partitionFor } from './partition-for.ts';
import type { RecordPosition } from './ports.ts';
import './quick-varints.ts';

/** Puts one batch at a time on the log through a producer that is thrown away after any error. */
export interface RecordSender {
  /**
   * Resolves with the places of all records when every in-sync replica has them. After a rejection each of
   * them may be on the log or not. Never call it again before it settled.
   */
  send(departures: readonly Departure[]): Promise<RecordPosition[]>;
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
 *
 * @param placed hears of each departure once, when its partition is settled and before it goes out; those of
 * one topic in their order
 */
export function createRecordSender(
  connection: KafkaConnection,
  placed: (departure: Departure) => void = () => {},
): RecordSender {
  let live: Promise<Producer> | null = null;

  function discard() {
    const discarded = live;
    live = null;
    // Its pending requests may take long to time out; nobody waits for that.
    discarded?.then((producer) => producer.disconnect()).catch(() => {});
  }

  return {
    async send(departures) {
      live ??= connect(connection, placed);
      try {
        const producer = await live;
        const metadata = await producer.sendBatch({
          acks: -1,
          topicMessages: byTopic(departures),
        });
        return positions(departures, metadata);
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

async function connect(
  connection: KafkaConnection,
  placed: (departure: Departure) => void,
): Promise<Producer> {
  const producer = connection.openKafkajs().producer({
    idempotent: true,
    allowAutoTopicCreation: false,
    createPartitioner: placing(placed),
    retry: { retries: 1, initialRetryTime: 50 },
  });
  await producer.connect();
  return producer;
}

/** Writes its choice into the departure: a retry keeps it, and the record's place can be told afterwards. */
function placing(placed: (departure: Departure) => void): ICustomPartitioner {
  return () => {
    const keyless = Partitioners.DefaultPartitioner();
    return (args) => {
      // The very object that kafkajs was given.
      const departure = args.message as Departure;
      if (departure.partition === undefined) {
        departure.partition =
          departure.key === null
            ? keyless(args)
            : partitionFor(departure.key, args.partitionMetadata.length);
        placed(departure);
      }
      return departure.partition;
    };
  };
}

function byTopic(departures: readonly Departure[]): TopicMessages[] {
  const topics = new Map<string, Departure[]>();
  for (const departure of departures) {
    const sameTopic = topics.get(departure.topic);
    if (sameTopic) sameTopic.push(departure);
    else topics.set(departure.topic, [departure]);
  }
  return Array.from(topics, ([topic, messages]) => ({ topic, messages }));
}

/**
 * @throws when the answer leaves out a partition: when a leader moves while another broker has already
 * answered, kafkajs calls the whole send a success without having sent that partition's records
 */
function positions(
  departures: readonly Departure[],
  metadata: readonly RecordMetadata[],
): RecordPosition[] {
  const nextOffsets = new Map<string, number>();
  for (const { topicName, partition, baseOffset } of metadata)
    nextOffsets.set(`${topicName}/${partition}`, Number(baseOffset));
  return departures.map(({ topic, partition = -1 }) => {
    const place = `${topic}/${partition}`;
    const offset = nextOffsets.get(place);
    if (offset === undefined || !Number.isSafeInteger(offset))
      throw new Error(`the broker did not acknowledge ${place}`);
    nextOffsets.set(place, offset + 1);
    return { topic, partition, offset: String(offset) };
  });
}
