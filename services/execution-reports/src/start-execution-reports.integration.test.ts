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
import { redisEnvironment } from '@orderonce/idempotency';
import { createPublisher, readTopic } from '@orderonce/kafka';
import { integrationConnection, temporaryTopic, uniqueName } from '@orderonce/kafka/testing';
import { createLogger, type OrderTracer } from '@orderonce/telemetry';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { startReportsOf } from './start-execution-reports.ts';
import { acceptance } from './testing/acceptance.ts';
import { sendOrder } from './testing/account-under-test.ts';

const connection = integrationConnection();
const options = {
  ...z.object(redisEnvironment).parse(process.env),
  EXECUTION_REPORTS_POLL_MS: 10,
  EXECUTION_REPORTS_STREAMING_POLL_MS: 60_000,
  EXECUTION_REPORTS_CHECK_MS: 100,
  EXECUTION_REPORTS_TIMEOUT_MS: 1_000,
  EXECUTION_REPORTS_LEASE_MS: 1_000,
  EXECUTION_REPORTS_HOST: '127.0.0.1',
  EXECUTION_REPORTS_PORT: 0,
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
  const venues = ['test-a', 'test-b'].map(
    (name) =>
      [
        accountIdSchema.parse(uniqueName(name)),
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
  const [[accountId, first] = [], [, second] = []] = venues;
  if (accountId === undefined || first === undefined || second === undefined)
    throw new Error('no venue');
  return { accountId, first, second, brokers, tracer };
}

async function metricsOf(url: string, pattern: RegExp): Promise<string[]> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return text.match(pattern) ?? [];
}

test('fills and ends of every account come to the topic, and after a new start nothing twice', async () => {
  await using topic = await temporaryTopic(connection, { partitions: 2 });
  const { accountId, first, second, brokers, tracer } = setUp();
  const publisher = createPublisher(connection);
  const order = await sendOrder(first, 1);
  const accepted = { ...acceptance(1, order), accountId };
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
  await expect.poll(() => idsOn(topic.name), { timeout: 5_000 }).toHaveLength(2);
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
    key: `${accountId}:AAPL`,
    traceparent: '00-a3f8b2c1000040008000000000000001-00000000000000aa-01',
  });

  const again = await startReportsOf({ brokers, connection, topic: topic.name }, options, {
    log,
    tracer,
  });
  second.fill(await sendOrder(second, 3), px);
  await expect.poll(() => idsOn(topic.name), { timeout: 5_000 }).toHaveLength(5);
  const [told, reader] = await metricsOf(
    again.url,
    /^orderonce_execution_reports_(total|reader){.*/gm,
  );
  expect(reader).toBe(`orderonce_execution_reports_reader{account_id="${accountId}"} 1`);
  expect(told).toBe('orderonce_execution_reports_total{exec_type="TRADE"} 1');
  expect(await (await fetch(`${again.url}/readyz`)).json()).toEqual({ ready: true });
  await again.stop();
  expect(new Set(await idsOn(topic.name)).size).toBe(5);
  await publisher.stop(1_000);
});

test('a topic that is not there is told at the start, with its name', async () => {
  const { brokers, tracer } = setUp();
  const between = { brokers, connection, topic: 'test-no-such-topic' };
  await expect(startReportsOf(between, options, { log, tracer })).rejects.toThrow(
    'test-no-such-topic',
  );
});
