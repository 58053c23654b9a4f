import { expect, test } from 'vitest';
import { encodeBatch } from './testing/index.ts';
import type { Offsets, TopicCluster } from './topic-cluster.ts';
import { runTopicReader } from './topic-reader.ts';

test('a record that arrives while a reader asks where to begin is read', async () => {
  let end = 0n;
  const asked: unknown[] = [];
  const cluster: TopicCluster = {
    connect: async () => {},
    leaders: () => new Map([['1', [0]]]),
    async offsetsAt(place) {
      asked.push(place);
      if (place === 'end') return new Map([[0, end]]);
      // Nothing is as young as the moment; right after this answer the first record arrives.
      end = 1n;
      return new Map();
    },
    async fetch(_nodeId: string, from: Offsets) {
      const there = await encodeBatch({ records: [{ value: Buffer.from('at 0') }] });
      const bytes = from.get(0) === 0n ? there : Buffer.alloc(0);
      const partition = { partition: 0, errorCode: 0, lastStableOffset: end };
      return [{ ...partition, bytes, abortedTransactions: [] }];
    },
    refresh: async () => {},
    close: async () => {},
  };
  const stop = new AbortController();
  const read: string[] = [];
  await runTopicReader({
    topic: 'topic',
    from: { timestampMs: 1_700_000_000_000 },
    until: 'follow',
    maxWaitMs: 250,
    cluster,
    log: () => {},
    stop: AbortSignal.any([stop.signal, AbortSignal.timeout(2_000)]),
    async onRecords(records) {
      for (const { value } of [...records].flat()) read.push(String(value));
      stop.abort();
    },
    onCaughtUp: async () => {},
  });
  expect(asked).toEqual(['end', { timestampMs: 1_700_000_000_000 }]);
  expect(read).toEqual(['at 0']);
});
