import { createRequire } from 'node:module';
import type { Broker } from 'kafkajs';
import { expect, test } from 'vitest';
import { ByteWriter } from './byte-writer.ts';
import type { OutgoingTopics } from './produce-request.ts';
import { rawProduce } from './raw-produce.ts';
import type { OutgoingBatch } from './write-record-batch.ts';

interface Protocol {
  readonly request: { readonly apiVersion: number; encode(): Promise<object> };
  readonly response: {
    decode(payload: Buffer): Promise<unknown>;
    parse(answer: unknown): Promise<unknown>;
  };
}

const inside = createRequire(import.meta.url);
const { protocol }: { protocol: (asked: object) => (options: object) => Protocol } = inside(
  'kafkajs/src/protocol/requests/produce',
);
const createRequest: (asked: object) => Promise<{ readonly buffer: Buffer }> = inside(
  'kafkajs/src/protocol/request',
);
const Encoder = inside('kafkajs/src/protocol/encoder');

/** As kafkajs's broker does: looks up how to ask and to read, sends, reads. */
function brokerThatSpeaks(version: number, payload = answer(), clientId = 'client') {
  const requests: Buffer[] = [];
  const broker = {
    lookupRequest: (_apiKey: number, _definitions: unknown) => (options: object) => {
      const known = protocol({ version: Math.min(version, 7) })(options);
      return { ...known, request: { ...known.request, apiVersion: version } };
    },
    async produce(options: object) {
      const { request, response } = this.lookupRequest(0, null)(options);
      const sent = await createRequest({ request, correlationId: 7, clientId });
      requests.push(Buffer.from(sent.buffer));
      return response.parse(await response.decode(payload));
    },
  };
  return { requests, own: broker, broker: broker as unknown as Broker };
}

/** An answer of version 5 and later about partitions of topic `t`: their errors and base offsets. */
function answer(...partitions: readonly (readonly [errorCode: number, baseOffset: number])[]) {
  const encoder = new Encoder().writeInt32(1).writeString('t').writeInt32(partitions.length);
  for (const [partition, [errorCode, baseOffset]] of partitions.entries())
    encoder
      .writeInt32(partition)
      .writeInt16(errorCode)
      .writeInt64(baseOffset)
      .writeInt64(-1)
      .writeInt64(0);
  return encoder.writeInt32(0).buffer;
}

const NOW_MS = 1_700_000_000_000;
const batchOf = (firstSequence: number, ...values: string[]): OutgoingBatch => ({
  records: values.map((value) => ({ key: 'k', value, headers: { h: 'ä' } })),
  timestampMs: NOW_MS,
  producerId: 4_000n,
  producerEpoch: 3,
  firstSequence,
});

const TOPICS: OutgoingTopics = new Map([
  [
    't',
    new Map([
      [0, batchOf(0, 'a', 'b')],
      [11, batchOf(70, 'c'.repeat(5_000))],
    ]),
  ],
  ['ü', new Map([[2, batchOf(9, '')]])],
]);

async function kafkajsRequest(version: number, clientId: string): Promise<Buffer> {
  const { own, requests } = brokerThatSpeaks(version, answer(), clientId);
  await own.produce({
    acks: -1,
    timeout: 30_000,
    producerId: 4_000n,
    producerEpoch: 3,
    topicData: Array.from(TOPICS, ([topic, batches]) => ({
      topic,
      partitions: Array.from(batches, ([partition, { records, firstSequence }]) => ({
        partition,
        firstSequence,
        messages: records.map((record) => ({ ...record, timestamp: NOW_MS })),
      })),
    })),
  });
  return requests[0] ?? Buffer.alloc(0);
}

test.each([
  [3, 'client'],
  [7, 'client'],
  [7, 'a name that is longer than anybody would give '.repeat(10)],
])('a request of version %i is byte for byte that of kafkajs', async (version, clientId) => {
  const expected = await kafkajsRequest(version, clientId);
  const { broker, requests } = brokerThatSpeaks(version, answer(), clientId);
  const writer = new ByteWriter();
  await rawProduce(broker, TOPICS, writer);
  await rawProduce(broker, TOPICS, writer);
  expect(requests.map((bytes) => bytes.equals(expected))).toEqual([true, true]);
});

test('what is told of one partition does not hide what is told of another', async () => {
  const { broker } = brokerThatSpeaks(7, answer([0, 40], [6, -1], [10, -1]));
  expect(await rawProduce(broker, TOPICS, new ByteWriter())).toMatchObject([
    { topic: 't', partition: 0, baseOffset: 40, error: null },
    { partition: 1, baseOffset: null, error: { type: 'NOT_LEADER_FOR_PARTITION' } },
    { partition: 2, baseOffset: null, error: { type: 'MESSAGE_TOO_LARGE' } },
  ]);
});

test('the broker stays as it is', async () => {
  const { broker } = brokerThatSpeaks(7);
  const fields = Object.keys(broker);
  await rawProduce(broker, TOPICS, new ByteWriter());
  expect(Object.keys(broker)).toEqual(fields);
});

test.each([2, 8])('version %i of the request is refused', async (version) => {
  const producing = rawProduce(brokerThatSpeaks(version).broker, TOPICS, new ByteWriter());
  await expect(producing).rejects.toThrow(`UNREADABLE: requests to Produce, version ${version}`);
});
