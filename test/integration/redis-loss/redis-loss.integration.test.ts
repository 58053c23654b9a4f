import { setTimeout as delay } from 'node:timers/promises';
import type { OrderClient } from '@orderonce/client';
import { topicNames } from '@orderonce/contracts';
import { connectRedis, provisionGeneration } from '@orderonce/idempotency';
import { type RedisProcess, startRedis } from '@orderonce/idempotency/testing';
import { createPublisher, type KafkaConnection, readTopic } from '@orderonce/kafka';
import { describe, expect, it } from 'vitest';
import { judge } from '../../faults/judge/judge.ts';
import { replayChangesNothing } from '../../faults/judge/replay-changes-nothing.ts';
import { openPipeline } from '../harness/pipeline.ts';
import { expectVerified } from '../verify/run-verify.ts';

/** New instruments come all the time: one that is held takes nothing more. */
const ORDERS_ON_A_SYMBOL = 3;
const EVERY_MS = 15;
const AWAY_MS = 700;
const MORE_ORDERS = 30;
const POLL_MS = 100;

describe.each([
  { repeatedIds: 'refuse', capability: 'refused-for-ever' },
  { repeatedIds: 'accept', capability: 'accepted' },
] as const)('on a venue where a repeated id is $capability', ({ repeatedIds, capability }) => {
  it('a Redis that comes back empty, twice, makes no old intent new', async () => {
    await using pipeline = await openPipeline({ repeatedIds });
    await using redis = await startRedis();
    const { client, accountId, connection, topicPrefix } = pipeline;
    const own = await connectRedis({ REDIS_URL: redis.url });
    await provisionGeneration(own, accountId);
    own.disconnect();
    const environment = { REDIS_URL: redis.url, BROKER_REPEATED_CLIENT_ORDER_ID: capability };
    await Promise.all([1, 2].map(() => pipeline.startExecutor(environment)));

    const flow = new AbortController();
    const flowing = keepPublishing(client, flow.signal);
    await moreOrders(pipeline.simulatorUrl);
    const lostMs = Date.now();
    await lose(redis);
    await moreOrders(pipeline.simulatorUrl);
    flow.abort();
    const published = await flowing;
    await pipeline.rest();
    const before = await pipeline.history([lostMs, lostMs + AWAY_MS]);
    expect(judge(before)).toEqual([]);

    await lose(redis);
    await produceAgain(connection, topicNames(topicPrefix).intents);
    await pipeline.rest();
    const after = await pipeline.history([lostMs, lostMs + AWAY_MS]);
    expect(replayChangesNothing(before, after)).toEqual([]);
    expect(judge(after)).toEqual([]);
    await expectVerified(pipeline);

    // And it was Redis that answered, from the records that came back.
    expect(await redis.command('GET', `once:{${accountId}}:rebuilt`)).toMatch(/^\S+ \d+$/);
    const ended = new Set(after.outcomes.map(({ outcome }) => outcome.clientOrderId));
    expect(ended.size).toBe(published);
    expect(await redis.command('DBSIZE')).toBeGreaterThanOrEqual(published);
  }, 120_000);
});

/** As a crash of the only Redis there is, without a file; resolves when everybody has found the new one. */
async function lose(redis: RedisProcess): Promise<void> {
  const connected = await connections(redis);
  await redis.kill();
  await delay(AWAY_MS);
  await redis.start();
  while ((await connections(redis)) < connected) await delay(POLL_MS);
}

async function connections(redis: RedisProcess): Promise<number> {
  const clients = await redis.command('CLIENT', 'LIST');
  return String(clients).trim().split('\n').length;
}

/** Resolves when the venue has accepted so many more orders. */
async function moreOrders(simulatorUrl: string): Promise<void> {
  const accepted = async () => {
    const ledger = await (await fetch(`${simulatorUrl}/sim/ledger`)).text();
    return ledger.split('"kind":"accepted"').length;
  };
  const enough = (await accepted()) + MORE_ORDERS;
  while ((await accepted()) < enough) await delay(POLL_MS);
}

async function keepPublishing(client: OrderClient, signal: AbortSignal): Promise<number> {
  let published = 0;
  for (; !signal.aborted; published += 1) {
    const symbol = `SYM${Math.floor(published / ORDERS_ON_A_SYMBOL)}`;
    const quantity = String(published + 1);
    await client.publish(client.place({ symbol, side: 'BUY', quantity, orderType: 'MARKET' }));
    await delay(EVERY_MS);
  }
  return published;
}

/** Everything on the topic, once more, as somebody might who restores it from elsewhere. */
async function produceAgain(connection: KafkaConnection, topic: string): Promise<void> {
  const publisher = createPublisher(connection);
  for await (const records of readTopic(connection, { topic, from: 'beginning', until: 'end' }))
    await Promise.all(
      records.map(({ key, value, headers }) =>
        publisher.publish({ topic, key, value: value ?? '', headers }),
      ),
    );
  await publisher.stop(5000);
}
