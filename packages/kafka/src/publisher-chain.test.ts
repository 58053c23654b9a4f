import { createChainReader } from '@orderonce/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Departure } from './departure.ts';
import { createPublisherOn } from './publisher.ts';
import { createRecordChains } from './record-chains.ts';
import type { RecordSender } from './record-sender.ts';

/**
 * How an attempt goes: `half` reaches the even partitions only, `late` reaches the log after the next
 * attempt that does.
 */
type Attempt = 'ok' | 'lost' | 'half' | 'answer-lost' | 'late';

interface Appended {
  readonly partition: number;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

const CHAINED = 'outcomes';
const immediately = {
  monotonicMs: () => 0,
  after: (_delayMs: number, run: () => void) => {
    queueMicrotask(run);
    return () => {};
  },
};

/** A publisher on a log in memory; a key is the number of its partition. The value `bad` is refused. */
function publisherOnMemory(attempts: Attempt[] = [], maxBatchRecords = 1_000) {
  const log: Appended[] = [];
  let late: Appended[] = [];
  let chainCount = 0;
  const chains = createRecordChains({ topics: [CHAINED], writerId: () => `w${++chainCount}` });

  function append(departures: readonly Departure[]) {
    log.push(...departures.map(appended), ...late);
    late = [];
  }

  const sender: RecordSender = {
    async send(departures) {
      for (const departure of departures) {
        if (departure.partition !== undefined) continue;
        departure.partition = Number(departure.key);
        chains.link(departure);
      }
      await Promise.resolve();
      const attempt = attempts.shift() ?? 'ok';
      if (attempt === 'lost') throw new Error(attempt);
      const refused = new Set(departures.filter(isBad).map(({ partition }) => partition));
      const taken = departures.filter(({ partition }) => !refused.has(partition));
      if (attempt === 'late') late.push(...taken.map(appended));
      else append(attempt === 'half' ? taken.filter(isEven) : taken);
      if (attempt !== 'ok') throw new Error(attempt);
      if (refused.size > 0) throw Object.assign(new Error('refused'), { type: 'INVALID_RECORD' });
      return departures.map(({ topic, partition = 0 }) => ({ topic, partition, offset: '0' }));
    },
    close: async () => {},
  };
  const publisher = createPublisherOn(sender, chains, { scheduler: immediately, maxBatchRecords });
  const publish = (value: string, partition = 0, topic = CHAINED) =>
    publisher.publish({ topic, key: String(partition), value });
  return { log, publisher, publish };
}

const isBad = ({ value }: Departure) => value === 'bad';
const isEven = ({ partition = 0 }: Departure) => partition % 2 === 0;

// A copy: what is on the log does not change with the departure.
function appended({ partition = 0, value, headers = {} }: Departure): Appended {
  return { partition, value: String(value), headers: { ...headers } };
}

function problemsOn(log: readonly Appended[], partition: number) {
  const reader = createChainReader({ isFromStart: true });
  return log
    .filter((record) => record.partition === partition)
    .map(({ value, headers }, index) =>
      reader.take({ offset: String(index), key: String(partition), value, headers }),
    )
    .filter((problem) => problem !== null);
}

const linksOf = (log: readonly Appended[]) =>
  log.map(({ headers, value }) => `${value} ${headers['chain']?.split('.').slice(0, 2).join('.')}`);

test('each partition has a chain of its own, and other topics have none', async () => {
  const { log, publish } = publisherOnMemory();
  await Promise.all([
    publish('a', 0),
    publish('b', 1),
    publish('c', 0),
    publish('d', 0, 'control'),
  ]);
  await publish('e', 1);
  expect(linksOf(log)).toEqual(['a w1.1', 'b w2.1', 'c w1.2', 'd undefined', 'e w2.2']);
});

test('the headers of the caller stay as they are, and a link among them is replaced', async () => {
  const { log, publisher } = publisherOnMemory();
  const headers = { traceparent: '00-1', chain: 'w.1.0123456789abcdef' };
  await publisher.publish({ topic: CHAINED, key: '0', value: 'a', headers });
  expect(headers).toEqual({ traceparent: '00-1', chain: 'w.1.0123456789abcdef' });
  expect(log[0]?.headers).toEqual({
    traceparent: '00-1',
    chain: expect.stringMatching(/^w1\.1\..{16}$/),
  });
  expect(problemsOn(log, 0)).toEqual([]);
});

test('after a doubtful send the same links go out again', async () => {
  const { log, publish } = publisherOnMemory(['answer-lost']);
  await Promise.all([publish('a'), publish('b')]);
  expect(linksOf(log)).toEqual(['a w1.1', 'b w1.2', 'a w1.1', 'b w1.2']);
  expect(log.slice(2)).toEqual(log.slice(0, 2));
});

test('behind a refused record its partition goes on with a new chain, and no other does', async () => {
  const { log, publish } = publisherOnMemory();
  const values = ['a', 'bad', 'c', 'd'];
  await Promise.allSettled(values.flatMap((value) => [publish(value, 0), publish(`${value}1`, 1)]));
  await publish('e', 0);
  expect(linksOf(log.filter(({ partition }) => partition === 0))).toEqual([
    ...['a w1.1', 'c w3.1', 'd w3.2', 'e w3.3'],
  ]);
  expect(new Set(linksOf(log.filter(({ partition }) => partition === 1)))).toEqual(
    new Set(['a1 w2.1', 'bad1 w2.2', 'c1 w2.3', 'd1 w2.4']),
  );
  expect(problemsOn(log, 0)).toEqual([]);
  expect(problemsOn(log, 1)).toEqual([]);
});

test('whatever goes wrong on the way and whatever is refused, all chains are whole and in order', async () => {
  const anyAttempt = fc.constantFrom<Attempt>('ok', 'lost', 'half', 'answer-lost', 'late');
  const burst = fc.array(fc.tuple(fc.boolean(), fc.nat(2)), { minLength: 1, maxLength: 7 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyAttempt, { maxLength: 20 }),
      fc.array(burst, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 6 }),
      async (attempts, bursts, maxBatchRecords) => {
        const { log, publish } = publisherOnMemory(attempts, maxBatchRecords);
        const published: Promise<unknown>[] = [];
        const good: string[][] = [[], [], []];
        for (const records of bursts) {
          for (const [isBad, partition] of records) {
            const value = isBad ? 'bad' : `r${published.length}`;
            if (!isBad) good[partition]?.push(value);
            published.push(publish(value, partition));
          }
          await Promise.resolve();
        }
        await Promise.allSettled(published);
        for (const [partition, values] of good.entries()) {
          expect(problemsOn(log, partition)).toEqual([]);
          const ofPartition = log.filter((record) => record.partition === partition);
          expect([...new Set(ofPartition.map(({ value }) => value))]).toEqual(values);
        }
      },
    ),
    { numRuns: 500 },
  );
});
