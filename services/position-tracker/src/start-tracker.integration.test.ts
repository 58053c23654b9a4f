import { encodeOutcome, type Outcome, partitionKey } from '@orderonce/contracts';
import { createPublisher } from '@orderonce/kafka';
import {
  deleteRecordsBefore,
  integrationConnection,
  temporaryTopic,
  uniqueName,
} from '@orderonce/kafka/testing';
import { accepted, trade } from '@orderonce/positions/testing';
import { createLogger, noTraces } from '@orderonce/telemetry';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { trackerConfiguration } from './configuration.ts';
import { type RunningTracker, startTrackerOf } from './start-tracker.ts';
import { getJson } from './testing/get-json.ts';
import { listenToEvents } from './testing/listen-to-events.ts';
import { removeState } from './testing/remove-state.ts';

const connection = integrationConnection();
const log = createLogger({ name: 'test', level: 'silent' });

/** Instances of one deployment's tracker; `await using` stops them and removes what they kept. */
function deployment(topic: string) {
  const topicPrefix = `${uniqueName('test')}.`;
  const running: RunningTracker[] = [];
  return {
    async start(variables: Readonly<Record<string, string>> = {}): Promise<RunningTracker> {
      const configuration = trackerConfiguration.parse({
        ...process.env,
        TOPIC_PREFIX: topicPrefix,
        ...variables,
      });
      const tracker = await startTrackerOf(
        { connection, topic, brokers: new Map() },
        configuration,
        {
          log,
          tracer: noTraces,
        },
      );
      running.push(tracker);
      return tracker;
    },
    wipe: () => removeState(topicPrefix),
    async [Symbol.asyncDispose]() {
      await Promise.all(running.map((tracker) => tracker.stop()));
      await removeState(topicPrefix);
    },
  };
}

const isReady = ({ url }: RunningTracker) =>
  expect.poll(async () => (await fetch(`${url}/readyz`)).status, { timeout: 10_000 }).toBe(200);

const ORDERS = 40;
const SYMBOLS = ['AAPL', 'IBM', 'MSFT'];

/** Orders that buy 10 each in two fills, over several instruments. */
function outcomesOfOrder(sequence: number): Outcome[] {
  const number = String(sequence).padStart(6, '0');
  const fields = {
    clientOrderId: `MOM-1RV4K2-${number}-a3f8b2c1`,
    brokerOrderId: `venue-${sequence}`,
    symbol: SYMBOLS[sequence % SYMBOLS.length],
  };
  const fills = [trade('4', '4', '100.1', fields), trade('10', '6', '100.2', fields)];
  return [accepted(fields), ...fills];
}

const ALL = Array.from({ length: ORDERS }, (_, index) => outcomesOfOrder(index + 1)).flat();

async function publish(topic: string, values: readonly (Outcome | string)[]): Promise<void> {
  await using publisher = closing(createPublisher(connection));
  const publishing = values.map((value) =>
    typeof value === 'string'
      ? publisher.publish({ topic, key: null, value })
      : publisher.publish({
          topic,
          key: value.accountId && value.symbol ? partitionKey(value.accountId, value.symbol) : null,
          value: encodeOutcome(value),
        }),
  );
  await Promise.all(publishing);
}

const applied = async ({ url }: RunningTracker) => (await getJson(`${url}/state`)).outcomesApplied;

test('two instances share the partitions, and each answers for all of them', async () => {
  await using topic = await temporaryTopic(connection, { partitions: 3 });
  await using trackers = deployment(topic.name);
  const [first, second] = await Promise.all([trackers.start(), trackers.start()]);
  await using atFirst = await listenToEvents(first.url);
  await using atSecond = await listenToEvents(second.url);
  for (const client of [atFirst, atSecond])
    await expect.poll(() => client.named('begin')).toHaveLength(1);
  await publish(topic.name, [...ALL, 'poison', ...ALL]);
  for (const tracker of [first, second]) await isReady(tracker);
  await expect.poll(() => applied(first), { timeout: 10_000 }).toBe(120);
  await expect
    .poll(() => getJson(`${first.url}/state`), { timeout: 10_000 })
    .toMatchObject({ duplicatesIgnored: 120, malformed: 1, alarms: 0, isComplete: true });
  for (const { url } of [first, second]) {
    const { positions } = await getJson(`${url}/positions`);
    expect(
      positions.map(({ symbol, quantity, averagePrice }) => [symbol, quantity, averagePrice]),
    ).toEqual([
      ['AAPL', '130', '100.16'],
      ['IBM', '140', '100.16'],
      ['MSFT', '130', '100.16'],
    ]);
  }
  // Each hears of all partitions, whoever folds them; a repeat changes nothing.
  for (const client of [atFirst, atSecond])
    await expect.poll(() => client.named('change').length, { timeout: 10_000 }).toBe(120);
  const owned = async ({ url }: RunningTracker) => {
    const { partitions } = partitionsSchema.parse(await getJson(`${url}/state`));
    return partitions.flatMap(({ partition, isOurs }) => (isOurs ? partition : []));
  };
  const all = async () => [...(await owned(first)), ...(await owned(second))].toSorted();
  await expect.poll(all, { timeout: 10_000 }).toEqual([0, 1, 2]);
});

const partitionsSchema = z.object({
  partitions: z.array(z.object({ partition: z.number(), isOurs: z.boolean() })),
});

test('a new name builds the same state anew, also of a topic that holds everything twice', async () => {
  await using topic = await temporaryTopic(connection, { partitions: 3 });
  await using trackers = deployment(topic.name);
  const first = await trackers.start();
  await publish(topic.name, ALL);
  await expect.poll(() => applied(first), { timeout: 10_000 }).toBe(120);
  const { hash } = await getJson(`${first.url}/state`);
  await publish(topic.name, ALL.toReversed());
  const second = await trackers.start({ TRACKER_STATE_NAME: 'again' });
  await isReady(second);
  expect(await getJson(`${second.url}/state`)).toMatchObject({
    ...{ name: 'again', hash, outcomesApplied: 120, duplicatesIgnored: 120 },
  });
  await expect
    .poll(() => getJson(`${first.url}/state`), { timeout: 10_000 })
    .toMatchObject({ name: 'positions', hash, duplicatesIgnored: 120 });
});

test('an instance that starts again goes on, and one whose state was wiped begins at the beginning', async () => {
  await using topic = await temporaryTopic(connection, { partitions: 3 });
  await using trackers = deployment(topic.name);
  await publish(topic.name, ALL.slice(0, 60));
  const before = await trackers.start();
  await isReady(before);
  await before.stop();
  await publish(topic.name, ALL.slice(60));
  const after = await trackers.start();
  await isReady(after);
  const state = await getJson(`${after.url}/state`);
  expect(state).toMatchObject({ outcomesApplied: 120, duplicatesIgnored: 0 });
  await trackers.wipe();
  await publish(topic.name, ALL.slice(0, 3));
  await expect
    .poll(() => getJson(`${after.url}/state`), { timeout: 15_000 })
    .toMatchObject({ hash: state.hash, outcomesApplied: 120, isComplete: true });
}, 40_000);

test('a state that began after the log had lost its beginning says so', async () => {
  await using topic = await temporaryTopic(connection);
  await using trackers = deployment(topic.name);
  await publish(topic.name, ALL);
  await deleteRecordsBefore(connection, topic.name, 0, '30');
  const tracker = await trackers.start();
  await isReady(tracker);
  expect(await getJson(`${tracker.url}/state`)).toMatchObject({
    isComplete: false,
    outcomesApplied: 90,
    partitions: [{ incompleteFrom: '30' }],
  });
});

test('a topic that is not there keeps the tracker from starting, and is named', async () => {
  const trackers = deployment('test-no-such-topic');
  await expect(trackers.start()).rejects.toThrow('test-no-such-topic');
});

function closing<T extends { stop(deadlineMs: number): Promise<void> }>(stoppable: T) {
  return Object.assign(stoppable, { [Symbol.asyncDispose]: () => stoppable.stop(1000) });
}
