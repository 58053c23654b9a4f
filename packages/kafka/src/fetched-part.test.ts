import { createRequire } from 'node:module';
import type { Broker, Cluster } from 'kafkajs';
import { expect, test } from 'vitest';
import type { FetchedPart } from './fetched-part.ts';
import { fetchParts } from './fetched-part.ts';
import { encodeBatch } from './testing/index.ts';

interface Protocol {
  readonly request: { readonly apiVersion: number };
  readonly response: {
    decode(payload: Buffer): Promise<unknown>;
    parse(answer: unknown): Promise<unknown>;
  };
}

interface Answer {
  readonly clientSideThrottleTime: number;
  readonly responses: readonly {
    readonly topicName: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly highWatermark: string;
      readonly messages: readonly FetchedPart[];
    }[];
  }[];
}

const inside = createRequire(import.meta.url);
const { protocol }: { protocol: (asked: object) => (options: object) => Protocol } = inside(
  'kafkajs/src/protocol/requests/fetch',
);
const Encoder = inside('kafkajs/src/protocol/encoder');

interface PartitionToAnswer {
  readonly errorCode?: number;
  readonly aborted?: readonly { readonly producerId: number; readonly firstOffset: number }[];
  readonly batches?: readonly Buffer[];
}

/** An answer to Fetch, version 11, about the partitions 0, 1 … of topic `t`. */
function answer(partitions: readonly PartitionToAnswer[], throttleMs = 0): Buffer {
  const encoder = new Encoder().writeInt32(throttleMs).writeInt16(0).writeInt32(0);
  encoder.writeInt32(1).writeString('t').writeInt32(partitions.length);
  for (const [n, { errorCode = 0, aborted = [], batches = [] }] of partitions.entries()) {
    encoder.writeInt32(n).writeInt16(errorCode).writeInt64(900).writeInt64(800).writeInt64(0);
    encoder.writeInt32(aborted.length);
    for (const { producerId, firstOffset } of aborted)
      encoder.writeInt64(producerId).writeInt64(firstOffset);
    encoder.writeInt32(-1).writeBytes(Buffer.concat(batches));
  }
  return encoder.buffer;
}

/** The broker that a consumer finds, which answers with `payload`. */
async function found(payload: Buffer, version = 11) {
  const broker = {
    lookupRequest: (_apiKey: number, _definitions: unknown) => (options: object) => {
      const known = protocol({ version: Math.min(Math.max(version, 4), 11) })(options);
      return { ...known, request: { ...known.request, apiVersion: version } };
    },
    async fetch(options: object) {
      const { response } = this.lookupRequest(1, null)(options);
      return response.parse(await response.decode(payload));
    },
    heartbeat: () => 'of kafkajs',
  };
  const cluster = { findBroker: async () => broker as unknown as Broker } as unknown as Cluster;
  fetchParts(cluster, 't');
  return cluster;
}

async function fetchFrom(offsets: readonly number[], payload: Buffer, version = 11) {
  const cluster = await found(payload, version);
  const broker = await cluster.findBroker({ nodeId: '1' });
  const partitions = offsets.map((offset, partition) => ({
    partition,
    fetchOffset: String(offset),
    maxBytes: 1,
  }));
  const fetched: Answer = await broker.fetch({ topics: [{ topic: 't', partitions }] });
  return fetched;
}

const partsOf = ({ responses }: Answer) =>
  responses.flatMap(({ partitions }) => partitions.map(({ messages }) => messages));

const batchAt = (firstOffset: number, ...texts: string[]) =>
  encodeBatch({
    firstOffset: BigInt(firstOffset),
    firstTimestamp: 1_000,
    records: texts.map((text) => ({ value: Buffer.from(text), headers: { h: text } })),
  });

test('an answer becomes one part a partition, with records from what was asked for', async () => {
  const batches = [await batchAt(5, 'a', 'b'), await batchAt(20, 'c')];
  const fetched = await fetchFrom([6, 0], answer([{ batches }, {}], 70));
  expect(fetched.clientSideThrottleTime).toBe(70);
  expect(fetched.responses[0]).toMatchObject({
    topicName: 't',
    partitions: [{ partition: 0, highWatermark: '800' }, { partition: 1 }],
  });
  const [[part] = [], none] = partsOf(fetched);
  expect(part?.offset).toBe('20');
  expect(part?.records()).toEqual([
    {
      topic: 't',
      partition: 0,
      offset: '6',
      key: null,
      value: Buffer.from('b'),
      headers: { h: 'b' },
      logTimeMs: 1_000,
    },
    {
      topic: 't',
      partition: 0,
      offset: '20',
      key: null,
      value: Buffer.from('c'),
      headers: { h: 'c' },
      logTimeMs: 1_000,
    },
  ]);
  expect(none).toEqual([]);
});

test('the record of a part may be changed, as one is that stays long', async () => {
  const [[part] = []] = partsOf(
    await fetchFrom([0], answer([{ batches: [await batchAt(0, 'a')] }])),
  );
  const [record] = part?.records() ?? [];
  expect(Object.assign(record ?? {}, { key: Buffer.from('own') })).toMatchObject({
    key: Buffer.from('own'),
  });
});

test('a part without records that count still tells how far it reaches', async () => {
  const marker = await encodeBatch({
    firstOffset: 9n,
    producerId: 7n,
    transactional: true,
    isControl: true,
    records: [{ key: Buffer.from([0, 0, 0, 0]) }],
  });
  const takenBack = await encodeBatch({
    firstOffset: 8n,
    producerId: 7n,
    transactional: true,
    records: [{ value: Buffer.from('taken back') }],
  });
  const aborted = [{ producerId: 7, firstOffset: 8 }];
  const payload = answer([{ aborted, batches: [takenBack, marker] }]);
  const [[part] = []] = partsOf(await fetchFrom([8], payload));
  expect(part?.offset).toBe('9');
  expect(part?.records()).toEqual([]);
});

test('damage is told when the records are asked for, with its place', async () => {
  const damaged = await batchAt(3, 'a');
  damaged[70] = (damaged[70] ?? 0) ^ 1;
  const payload = answer([{ batches: [await batchAt(0, 'x'), damaged] }]);
  const [[part] = []] = partsOf(await fetchFrom([0], payload));
  expect(part?.offset).toBe('3');
  expect(() => part?.records()).toThrow(
    'UNREADABLE: t, partition 0, the batch at offset 3: the checksum is not that of the bytes',
  );
});

test('a format that is not known is told when the records are asked for', async () => {
  const old = await batchAt(3, 'a');
  old[16] = 1;
  const [[part] = []] = partsOf(await fetchFrom([3], answer([{ batches: [old] }])));
  expect(part?.offset).toBe('3');
  expect(() => part?.records()).toThrow('records in format 1; Kafka 0.11 and later write 2');
});

test('an offset that the log does not have any more is told as kafkajs tells it', async () => {
  const fetching = fetchFrom([0, 5], answer([{}, { errorCode: 1 }]));
  await expect(fetching).rejects.toMatchObject({
    name: 'KafkaJSOffsetOutOfRange',
    topic: 't',
    partition: 1,
  });
});

test('an error of a partition is told by its name', async () => {
  await expect(fetchFrom([0], answer([{ errorCode: 6 }]))).rejects.toMatchObject({
    type: 'NOT_LEADER_FOR_PARTITION',
    retriable: true,
  });
});

test.each([3, 12])('version %i of the answer is refused for good', async (version) => {
  await expect(fetchFrom([0], answer([]), version)).rejects.toMatchObject({
    message: `UNREADABLE: answers to Fetch, version ${version}, are not known`,
    retriable: false,
  });
});

test('an answer that ends early is refused for good', async () => {
  const whole = answer([{ batches: [await batchAt(0, 'a')] }]);
  const fetching = fetchFrom([0], whole.subarray(0, whole.length - 1));
  await expect(fetching).rejects.toMatchObject({ code: 'UNREADABLE', retriable: false });
});

test('a broker is the same each time that it is found, and does all else as before', async () => {
  const cluster = await found(answer([]));
  const broker = await cluster.findBroker({ nodeId: '1' });
  expect(await cluster.findBroker({ nodeId: '1' })).toBe(broker);
  expect(broker).toMatchObject({ heartbeat: expect.any(Function) });
});
