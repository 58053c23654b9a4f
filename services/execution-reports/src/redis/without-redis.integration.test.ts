import { MemoryBroker, systemClock } from '@orderonce/brokers';
import { accountIdSchema, decimal, decodeOutcome } from '@orderonce/contracts';
import { connectRedis } from '@orderonce/idempotency';
import { startRedis } from '@orderonce/idempotency/testing';
import { readTopic } from '@orderonce/kafka';
import { integrationConnection, temporaryTopic, uniqueName } from '@orderonce/kafka/testing';
import { createLogger, type OrderTracer } from '@orderonce/telemetry';
import { expect, test } from 'vitest';
import { startReportsOf } from '../start-execution-reports.ts';
import { sendOrder } from '../testing/account-under-test.ts';

const connection = integrationConnection();
const log = createLogger({ name: 'test', level: 'silent' });
const tracer: OrderTracer = {
  start: () => ({ traceId: '', traceparent: '', set() {}, end() {} }),
};

async function toldOn(topic: string): Promise<string[]> {
  const told: string[] = [];
  for await (const records of readTopic(connection, { topic, from: 'beginning', until: 'end' }))
    for (const { value } of records) {
      const decoded = decodeOutcome(value);
      if (decoded.ok) told.push(decoded.outcome.outcomeId.slice(-'1-a3f8b2c1/trade/10'.length));
    }
  return told;
}

test('executions are told without Redis: by who never had it after ten seconds, by the reader at once', async () => {
  await using topic = await temporaryTopic(connection);
  await using redis = await startRedis();
  await redis.kill();
  const accountId = accountIdSchema.parse(uniqueName('test'));
  const venue = new MemoryBroker({ clock: systemClock, priceOf: null });
  const brokers = new Map([[accountId, venue]]);
  const options = {
    REDIS_URL: redis.url,
    EXECUTION_REPORTS_POLL_MS: 100,
    EXECUTION_REPORTS_STREAMING_POLL_MS: 1_000,
    EXECUTION_REPORTS_CHECK_MS: 1_000,
    EXECUTION_REPORTS_TIMEOUT_MS: 1_000,
    EXECUTION_REPORTS_LEASE_MS: 3_000,
    EXECUTION_REPORTS_HOST: '127.0.0.1',
    EXECUTION_REPORTS_PORT: 0,
  };
  const startedMs = performance.now();
  const between = { brokers, connection, topic: topic.name };
  const running = await startReportsOf(between, options, { log, tracer });
  const fillNext = async (sequence: number) =>
    venue.fill(await sendOrder(venue, sequence), decimal('100'));
  const told = () => toldOn(topic.name);
  await fillNext(1);
  await expect.poll(told, { timeout: 15_000 }).toEqual(['1-a3f8b2c1/trade/10']);
  expect(performance.now() - startedMs).toBeGreaterThan(10_000);

  await redis.start();
  const client = await connectRedis({ REDIS_URL: redis.url });
  const holder = () => client.get(`once:{${accountId}}:execution-reports`);
  await expect.poll(holder, { timeout: 5_000 }).not.toBeNull();
  client.disconnect();
  await redis.kill();
  await fillNext(2);
  await expect
    .poll(told, { timeout: 1_500 })
    .toEqual(['1-a3f8b2c1/trade/10', '2-a3f8b2c1/trade/10']);
  await running.stop();
});
