import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { OutgoingRecord } from './ports.ts';
import type { PublisherOptions } from './publisher.ts';
import { createPublisherOn } from './publisher.ts';
import { createRecordChains } from './record-chains.ts';
import type { RecordSender } from './record-sender.ts';
import type { Scheduler } from './scheduler.ts';

type Step = 'ok' | 'lost' | 'half' | 'answer-lost';

/** A log in memory whose sends go as `steps` say, then well. */
function memoryLog(steps: Step[] = [], refuses: (text: string) => string | null = () => null) {
  const log: string[] = [];
  const batches: number[] = [];
  let inFlight = 0;
  const sender: RecordSender = {
    async send(records) {
      if (inFlight > 0) throw new RangeError('two sends at once');
      inFlight += 1;
      await Promise.resolve();
      inFlight -= 1;
      batches.push(records.length);
      const texts = records.map(({ value }) => String(value));
      const type = texts.map(refuses).find((found) => found !== null);
      if (type) throw Object.assign(new Error(type), { type });
      const step = steps.shift() ?? 'ok';
      const written = step === 'lost' ? 0 : step === 'half' ? texts.length >> 1 : texts.length;
      const base = log.length;
      log.push(...texts.slice(0, written));
      if (step !== 'ok') throw new Error(`step ${step}`);
      return records.map(({ topic }, index) => ({
        topic,
        partition: 0,
        offset: String(base + index),
      }));
    },
    close: async () => {},
  };
  return { log, batches, sender };
}

/** Every wait is over at once; a deadline is over when `expire` is called. */
function instantScheduler() {
  const deadlines: (() => void)[] = [];
  const scheduler: Scheduler = {
    monotonicMs: () => 0,
    after: (delayMs, run) => {
      if (delayMs >= DEADLINE_MS) deadlines.push(run);
      else queueMicrotask(run);
      return () => {};
    },
  };
  const expire = () => {
    for (const run of deadlines) run();
  };
  return { scheduler, expire };
}

const DEADLINE_MS = 10_000;
const { scheduler } = instantScheduler();
const unchained = createRecordChains({ topics: [] });
const publisherOn = (sender: RecordSender, options: PublisherOptions = {}) =>
  createPublisherOn(sender, unchained, { scheduler, ...options });
const recordOf = (value: string): OutgoingRecord => ({ topic: 't', key: 'k', value });
const neverSending = (): RecordSender => ({
  send: () => new Promise(() => {}),
  close: async () => {},
});

test('what is published in one go travels as one batch, and what comes meanwhile as the next', async () => {
  const { sender, batches } = memoryLog();
  const publisher = publisherOn(sender, { maxBatchRecords: 100 });
  const first = Array.from({ length: 30 }, (_, n) => publisher.publish(recordOf(`a${n}`)));
  await Promise.resolve();
  const second = Array.from({ length: 150 }, (_, n) => publisher.publish(recordOf(`b${n}`)));
  await Promise.all([...first, ...second]);
  expect(batches).toEqual([30, 100, 50]);
});

test('a batch is bounded in bytes too', async () => {
  const { sender, batches } = memoryLog();
  const publisher = publisherOn(sender, { maxBatchBytes: 1_000 });
  await Promise.all(['a', 'b', 'c'].map((c) => publisher.publish(recordOf(c.repeat(400)))));
  expect(batches).toEqual([2, 1]);
});

test('each caller learns the place of its own record', async () => {
  const { sender } = memoryLog();
  const publisher = publisherOn(sender);
  const positions = await Promise.all(['a', 'b'].map((text) => publisher.publish(recordOf(text))));
  expect(positions.map(({ offset }) => offset)).toEqual(['0', '1']);
});

test('whatever goes wrong on the way, nothing is lost and first appearances keep their order', async () => {
  const anyStep = fc.constantFrom<Step>('ok', 'lost', 'half', 'answer-lost');
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyStep, { maxLength: 20 }),
      fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 10 }),
      fc.integer({ min: 1, max: 5 }),
      async (steps, bursts, maxBatchRecords) => {
        const { sender, log } = memoryLog(steps);
        const publisher = publisherOn(sender, { maxBatchRecords });
        const published: Promise<unknown>[] = [];
        for (const burst of bursts) {
          for (let n = 0; n < burst; n += 1)
            published.push(publisher.publish(recordOf(`r${published.length}`)));
          await Promise.resolve();
        }
        await Promise.all(published);
        expect([...new Set(log)]).toEqual(published.map((_, n) => `r${n}`));
      },
    ),
  );
});

test('a record larger than a batch is refused before it is sent', async () => {
  const { sender, batches } = memoryLog();
  const publisher = publisherOn(sender, { maxBatchBytes: 1_000 });
  await expect(publisher.publish(recordOf('x'.repeat(1_000)))).rejects.toThrow(
    'RECORD_TOO_LARGE: 1033 bytes, at most 1000 can be sent',
  );
  expect(batches).toEqual([]);
});

test.each([
  ['MESSAGE_TOO_LARGE', 'RECORD_TOO_LARGE'],
  ['INVALID_RECORD', 'RECORD_REFUSED'],
])(
  'a record that the broker answers with %s fails alone, its neighbours keep their order',
  async (type, code) => {
    const { sender, log } = memoryLog([], (text) => (text === 'bad' ? type : null));
    const publisher = publisherOn(sender);
    const texts = ['a', 'b', 'bad', 'c', 'd', 'e'];
    const results = await Promise.allSettled(
      texts.map((text) => publisher.publish(recordOf(text))),
    );
    expect(results.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'rejected',
      'fulfilled',
      'fulfilled',
      'fulfilled',
    ]);
    expect(results[2]).toMatchObject({ reason: { code } });
    expect(log).toEqual(['a', 'b', 'c', 'd', 'e']);
  },
);

test('a flush waits for what was handed over before it, and for nothing after', async () => {
  const { sender, log } = memoryLog();
  const publisher = publisherOn(sender, { maxBatchRecords: 2 });
  for (const text of ['a', 'b', 'c']) void publisher.publish(recordOf(text));
  const flushed = publisher.flush();
  for (const text of ['d', 'e', 'f', 'g']) void publisher.publish(recordOf(text));
  await flushed;
  expect(log).toEqual(['a', 'b', 'c', 'd']);
});

test('room is there until the buffer is full, and comes back when it empties', async () => {
  const { sender } = memoryLog();
  const publisher = publisherOn(sender, { maxBufferedBytes: 300 });
  await publisher.room();
  const first = publisher.publish(recordOf('a'.repeat(300)));
  const order: string[] = [];
  const second = publisher.room().then(() => order.push('room'));
  await first.then(() => order.push('acknowledged'));
  await second;
  expect(order.sort()).toEqual(['acknowledged', 'room']);
});

test('stop sends what is there and then takes nothing more', async () => {
  const { sender, log } = memoryLog(['lost', 'answer-lost']);
  const publisher = publisherOn(sender);
  const published = publisher.publish(recordOf('a'));
  await publisher.stop(DEADLINE_MS);
  await expect(published).resolves.toMatchObject({ offset: '1' });
  expect(log).toEqual(['a', 'a']);
  await expect(publisher.publish(recordOf('b'))).rejects.toMatchObject({
    code: 'PUBLISHER_STOPPED',
  });
});

test('stop gives up at its deadline, and says that the fate is unknown', async () => {
  const { scheduler, expire } = instantScheduler();
  const publisher = createPublisherOn(neverSending(), unchained, { scheduler, maxBatchRecords: 1 });
  const published = ['on its way', 'queued'].map((text) => publisher.publish(recordOf(text)));
  const flushed = publisher.flush();
  const stopped = publisher.stop(DEADLINE_MS);
  expire();
  await stopped;
  await flushed;
  for (const result of await Promise.allSettled(published))
    expect(result).toMatchObject({
      reason: { message: 'PUBLISHER_STOPPED: the record may be on the log or not' },
    });
});
