import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { encodeControl, type KillSwitch, topicNames } from '@orderonce/contracts';
import { createPublisher } from '@orderonce/kafka';
import { describe, expect, it } from 'vitest';
import { groupBy } from '../../faults/judge/by-order.ts';
import type { History } from '../../faults/judge/history.ts';
import { judge } from '../../faults/judge/judge.ts';
import { openPipeline } from '../harness/pipeline.ts';

const SYMBOLS = ['AAPL', 'MSFT', 'IBM', 'AMZN', 'GOOG', 'TSLA'];
const EVERY_MS = 10;

describe('a kill switch, thrown while intents flow through two executors', () => {
  it('is acknowledged by both within a second, and nothing is sent from then on', async () => {
    await using pipeline = await openPipeline();
    const { client, topicPrefix, connection } = pipeline;
    await Promise.all([
      pipeline.startExecutor({ EXECUTOR_ID: 'first' }),
      pipeline.startExecutor({ EXECUTOR_ID: 'second' }),
    ]);
    const publisher = createPublisher(connection);
    const flow = new AbortController();
    const flowing = keepPublishing(client, flow.signal);
    await delay(1500);

    const { key, value } = encodeControl(globalKill());
    await publisher.publish({ topic: topicNames(topicPrefix).control, key, value });
    await delay(2500);
    flow.abort();
    const published = await flowing;
    await pipeline.rest();
    await publisher.stop(1000);

    const history = await pipeline.history();
    expect(judge(history)).toEqual([]);
    const times = acknowledgementTimes(history);
    expect([...times.keys()].toSorted()).toEqual(['first', 'second']);
    for (const tookMs of times.values()) expect(tookMs).toBeLessThan(1000);
    const byWord = groupBy(history.outcomes, ({ outcome }) => outcome.execType);
    const accepted = byWord.get('ACCEPTED')?.length ?? 0;
    const denied = byWord.get('DENIED') ?? [];
    expect(accepted).toBeGreaterThan(20);
    expect(denied.length).toBeGreaterThan(20);
    expect(accepted + denied.length).toBe(published);
    for (const { outcome } of denied) expect(outcome.reason?.code).toBe('KILL_SWITCH');
  }, 60_000);

  it('still stops an executor that starts later', async () => {
    await using pipeline = await openPipeline();
    const { client, topicPrefix, connection } = pipeline;
    const publisher = createPublisher(connection);
    const { key, value } = encodeControl(globalKill());
    await publisher.publish({ topic: topicNames(topicPrefix).control, key, value });
    const intent = client.place({
      symbol: 'AAPL',
      side: 'BUY',
      quantity: '1',
      orderType: 'MARKET',
    });
    await client.publish(intent);
    await pipeline.startExecutor();
    const outcome = await client.awaitOutcome(intent.clientOrderId);
    await publisher.stop(1000);
    expect(outcome).toMatchObject({ execType: 'DENIED', reason: { code: 'KILL_SWITCH' } });
    expect((await pipeline.history()).ledger).toEqual([]);
  }, 60_000);
});

type Client = Awaited<ReturnType<typeof openPipeline>>['client'];

async function keepPublishing(client: Client, signal: AbortSignal): Promise<number> {
  let published = 0;
  while (!signal.aborted) {
    published += 1;
    const symbol = SYMBOLS[published % SYMBOLS.length] ?? '';
    const quantity = String(published);
    await client.publish(client.place({ symbol, side: 'BUY', quantity, orderType: 'MARKET' }));
    await delay(EVERY_MS);
  }
  return published;
}

function globalKill(): KillSwitch {
  return {
    schemaVersion: 1,
    kind: 'kill-switch',
    scope: { kind: 'global' },
    changeId: randomUUID(),
    who: 'ann',
    why: 'a test',
    atMs: Date.now(),
  };
}

/** By executor: how long after the switch was on the log its acknowledgement was. */
function acknowledgementTimes({ control }: History): Map<string, number> {
  const thrownMs = control.find(({ record }) => record.kind === 'kill-switch')?.logTimeMs ?? 0;
  return new Map(
    control.flatMap(({ record, logTimeMs }) =>
      record.kind === 'acknowledgement' ? [[record.executorId, logTimeMs - thrownMs] as const] : [],
    ),
  );
}
