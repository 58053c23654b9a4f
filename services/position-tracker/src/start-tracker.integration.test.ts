import { encodeOutcome, type Outcome, partitionKey } from '@orderonce/contracts';
import { createPublisher } from '@orderonce/kafka';
import { integrationConnection, temporaryTopic } from '@orderonce/kafka/testing';
import { accepted, trade } from '@orderonce/positions/testing';
import { createLogger, noTraces } from '@orderonce/telemetry';
import { expect, test } from 'vitest';
import { type RunningTracker, startTrackerOf } from './start-tracker.ts';

const connection = integrationConnection();
const options = { TRACKER_HOST: '127.0.0.1', TRACKER_PORT: 0, TRACKER_HISTORIES: 1000 };
const telemetry = { log: createLogger({ name: 'test', level: 'silent' }), tracer: noTraces };

interface Answer {
  readonly hash: string;
  readonly outcomesApplied: number;
  readonly positions: readonly Readonly<Record<string, unknown>>[];
}

async function get(url: string): Promise<Answer> {
  return (await (await fetch(url)).json()) as Answer;
}

const isReady = ({ url }: RunningTracker) =>
  expect.poll(async () => (await fetch(`${url}/readyz`)).status).toBe(200);

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

test('two trackers of one topic, and one that starts later, have the same state, however often it was published', async () => {
  await using topic = await temporaryTopic(connection, { partitions: 3 });
  await using publisher = closing(createPublisher(connection));
  const publish = (outcomes: readonly Outcome[]) =>
    Promise.all(
      outcomes.map((each) =>
        publisher.publish({
          topic: topic.name,
          key: each.accountId && each.symbol ? partitionKey(each.accountId, each.symbol) : null,
          value: encodeOutcome(each),
        }),
      ),
    );
  const all = Array.from({ length: ORDERS }, (_, index) => outcomesOfOrder(index + 1)).flat();
  await publish(all.slice(0, 60));

  const first = await startTrackerOf(connection, topic.name, options, telemetry);
  await isReady(first);
  expect((await get(`${first.url}/state`)).outcomesApplied).toBe(60);

  await publisher.publish({ topic: topic.name, key: null, value: 'poison' });
  await publish(all);
  await expect.poll(async () => (await get(`${first.url}/state`)).outcomesApplied).toBe(all.length);
  const state = await get(`${first.url}/state`);
  expect(state).toMatchObject({ outcomesApplied: 120, duplicatesIgnored: 60, alarms: 0 });
  const { positions } = await get(`${first.url}/positions`);
  expect(
    positions.map(({ symbol, quantity, averagePrice }) => [symbol, quantity, averagePrice]),
  ).toEqual([
    ['AAPL', '130', '100.16'],
    ['IBM', '140', '100.16'],
    ['MSFT', '130', '100.16'],
  ]);

  await publish(all.toReversed());
  const second = await startTrackerOf(connection, topic.name, options, telemetry);
  await isReady(second);
  expect(await get(`${second.url}/state`)).toEqual({
    hash: state.hash,
    outcomesApplied: 120,
    duplicatesIgnored: 180,
    malformed: 1,
    alarms: 0,
  });
  await first.stop();
  await second.stop();
});

test('a topic that is not there ends the tracker with an error that names it', async () => {
  const tracker = await startTrackerOf(connection, 'test-no-such-topic', options, telemetry);
  await expect(tracker.failed).rejects.toThrow('test-no-such-topic');
  await tracker.stop().catch(() => {});
});

function closing<T extends { stop(deadlineMs: number): Promise<void> }>(stoppable: T) {
  return Object.assign(stoppable, { [Symbol.asyncDispose]: () => stoppable.stop(1000) });
}
