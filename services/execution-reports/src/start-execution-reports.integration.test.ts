import { type Broker, MemoryBroker, systemClock } from '@orderonce/brokers';
import {
  type AccountId,
  accountIdSchema,
  decimal,
  decodeOutcome,
  encodeOutcome,
  type Outcome,
  partitionKey,
} from '@orderonce/contracts';
import { createPublisher, readTopic } from '@orderonce/kafka';
import { integrationConnection, temporaryTopic } from '@orderonce/kafka/testing';
import { createLogger, type OrderTracer } from '@orderonce/telemetry';
import { expect, test } from 'vitest';
import { startReportsOf } from './start-execution-reports.ts';
import { acceptance } from './testing/acceptance.ts';
import { sendOrder } from './testing/account-under-test.ts';

const connection = integrationConnection();
const options = {
  EXECUTION_REPORTS_POLL_MS: 10,
  EXECUTION_REPORTS_CHECK_MS: 100,
  EXECUTION_REPORTS_TIMEOUT_MS: 1_000,
};
const log = createLogger({ name: 'test', level: 'silent' });
const px = decimal('100');

interface Kept {
  readonly outcome: Outcome;
  readonly traceparent: string | undefined;
  readonly key: string | undefined;
}

async function outcomesOn(topic: string): Promise<Kept[]> {
  const kept: Kept[] = [];
  for await (const records of readTopic(connection, { topic, from: 'beginning', until: 'end' }))
    for (const { value, headers, key } of records) {
      const decoded = decodeOutcome(value);
      if (decoded.ok)
        kept.push({
          outcome: decoded.outcome,
          traceparent: headers['traceparent'],
          key: key?.toString(),
        });
    }
  return kept;
}

const idsOn = async (topic: string) =>
  (await outcomesOn(topic)).map(({ outcome }) => outcome.outcomeId);

function setUp() {
  const venues = ['acct-1', 'acct-2'].map(
    (name) =>
      [
        accountIdSchema.parse(name),
        new MemoryBroker({ clock: systemClock, priceOf: null }),
      ] as const,
  );
  const brokers: ReadonlyMap<AccountId, Broker> = new Map(venues);
  const tracer: OrderTracer = {
    start(_name, { orderUuid }) {
      const traceId = orderUuid.replaceAll('-', '');
      const traceparent = `00-${traceId}-00000000000000aa-01`;
      return { traceId, traceparent, set() {}, end() {} };
    },
  };
  const [first, second] = venues.map(([, venue]) => venue);
  if (first === undefined || second === undefined) throw new Error('no venue');
  return { first, second, brokers, tracer };
}

test('fills and ends of every account come to the topic, and after a new start the same events again', async () => {
  await using topic = await temporaryTopic(connection, { partitions: 2 });
  const { first, second, brokers, tracer } = setUp();
  const publisher = createPublisher(connection);
  const order = await sendOrder(first, 1);
  const accepted = acceptance(1, order);
  await publisher.publish({
    topic: topic.name,
    key: partitionKey(accepted.accountId, accepted.symbol),
    value: encodeOutcome(accepted),
  });
  first.fill(order, px, decimal('4'));

  const running = await startReportsOf({ brokers, connection, topic: topic.name }, options, {
    log,
    tracer,
  });
  await expect.poll(() => idsOn(topic.name)).toHaveLength(2);
  second.fill(await sendOrder(second, 2), px);
  await first.cancel(order);
  await expect.poll(() => idsOn(topic.name), { timeout: 5_000 }).toHaveLength(4);
  await running.stop();

  const kept = await outcomesOn(topic.name);
  expect(kept.map(({ outcome }) => outcome.outcomeId).toSorted()).toEqual([
    'MOM-1RV4K2-000001-a3f8b2c1/canceled',
    'MOM-1RV4K2-000001-a3f8b2c1/trade/4',
    'MOM-1RV4K2-000001-a3f8b2c1/verdict',
    'MOM-1RV4K2-000002-a3f8b2c1/trade/10',
  ]);
  const trade = kept.find(({ outcome }) => outcome.outcomeId.endsWith('trade/4'));
  expect(trade).toMatchObject({
    key: 'acct-1:AAPL',
    traceparent: '00-a3f8b2c1000040008000000000000001-00000000000000aa-01',
  });

  const again = await startReportsOf({ brokers, connection, topic: topic.name }, options, {
    log,
    tracer,
  });
  await expect.poll(() => idsOn(topic.name)).toHaveLength(6);
  await again.stop();
  expect(new Set(await idsOn(topic.name)).size).toBe(4);
  await publisher.stop(1_000);
});

test('a topic that is not there is told at the start, with its name', async () => {
  const { brokers, tracer } = setUp();
  const between = { brokers, connection, topic: 'test-no-such-topic' };
  await expect(startReportsOf(between, options, { log, tracer })).rejects.toThrow(
    'test-no-such-topic',
  );
});
