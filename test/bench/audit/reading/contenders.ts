import { EventEmitter, once } from 'node:events';
import { type IncomingRecord, type KafkaConnection, readTopic } from '@orderonce/kafka';
import { Kafka, logLevel } from 'kafkajs';

export interface Contender {
  readonly what: string;
  /** Reads the whole topic and returns how long that took from the first question or, for kafkajs, batch. */
  read(): Promise<number>;
}

interface Reading {
  readonly connection: KafkaConnection;
  readonly topic: string;
  readonly records: number;
  /** Something that stands in one order's records only. */
  readonly needle: string;
}

/** The bare one first. */
export function createContenders({ connection, topic, records, needle }: Reading) {
  /** What `touch` returns is added up, so that nothing can be left undone. */
  function ours(what: string, touch: (record: IncomingRecord) => number): Contender {
    return {
      what,
      async read() {
        const startMs = performance.now();
        let count = 0;
        let sum = 0;
        for await (const batch of readTopic(connection, { topic, from: 'beginning', until: 'end' }))
          for (const record of batch) {
            count += 1;
            sum += touch(record);
          }
        expectAll(what, count, sum, records);
        return performance.now() - startMs;
      },
    };
  }
  const valueLength = ({ value }: IncomingRecord) => value?.length ?? 0;
  const search: Contender = {
    what: 'readTopic, mayHold: one order is looked for',
    async read() {
      const startMs = performance.now();
      const mayHold = (bytes: Buffer) => bytes.includes(needle);
      const options = { topic, from: 'beginning', until: 'end', mayHold } as const;
      let found = 0;
      for await (const batch of readTopic(connection, options))
        for (const { value } of batch) if (value?.includes(needle)) found += 1;
      if (found === 0) throw new Error(`nothing of ${needle} was found`);
      return performance.now() - startMs;
    },
  };
  const bare = bareContender(topic, records);
  return {
    contenders: [
      bare,
      ours('readTopic, the length of each value', valueLength),
      ours('readTopic, that and two headers', (record) => {
        const { traceparent = '', 'content-type': type = '' } = record.headers;
        return valueLength(record) + traceparent.length + type.length;
      }),
      search,
    ],
    groupIds: bare.groupIds,
  };
}

function bareContender(
  topic: string,
  records: number,
): Contender & { readonly groupIds: string[] } {
  const brokers = (process.env['KAFKA_BROKERS'] ?? '127.0.0.1:9092').split(',');
  const kafka = new Kafka({ clientId: 'bench-bare', brokers, logLevel: logLevel.ERROR });
  const groupIds: string[] = [];
  const what = 'kafkajs eachBatch, the length of each value';
  return {
    what,
    groupIds,
    async read() {
      const groupId = `${topic}-bare-${groupIds.length + 1}`;
      groupIds.push(groupId);
      const consumer = kafka.consumer({ groupId });
      const progress = new EventEmitter();
      let count = 0;
      let sum = 0;
      let startMs = 0;
      await consumer.connect();
      await consumer.subscribe({ topic, fromBeginning: true });
      const all = once(progress, 'all');
      await consumer.run({
        autoCommit: false,
        eachBatch: async ({ batch: { messages } }) => {
          if (count === 0) startMs = performance.now();
          for (const { value } of messages) {
            count += 1;
            sum += value?.length ?? 0;
          }
          if (count >= records) progress.emit('all');
        },
      });
      await all;
      const tookMs = performance.now() - startMs;
      await consumer.disconnect();
      expectAll(what, count, sum, records);
      return tookMs;
    },
  };
}

function expectAll(what: string, count: number, sum: number, records: number): void {
  if (count !== records || sum === 0) throw new Error(`${what}: ${count} of ${records} records`);
}
