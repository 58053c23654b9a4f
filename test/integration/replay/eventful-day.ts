import { setTimeout as delay } from 'node:timers/promises';
import { encodeIntent, type Intent, partitionKey, topicNames } from '@orderonce/contracts';
import { createPublisher } from '@orderonce/kafka';
import { expect } from 'vitest';
import type { openPipeline } from '../harness/pipeline.ts';
import { runOrderonce } from './run-orderonce.ts';

export type Pipeline = Awaited<ReturnType<typeof openPipeline>>;

const TIMEOUT_MS = 30_000;
const EXPIRES_AFTER_MS = 50;
const SYMBOLS = ['AAPL', 'MSFT', 'IBM', 'AMZN', 'GOOG'];
const FAR_BELOW = { side: 'BUY', orderType: 'LIMIT', limitPrice: '1' } as const;

export async function answerTo({ client }: Pipeline, intent: Intent) {
  await client.publish(intent);
  return client.awaitOutcome(intent.clientOrderId, { timeoutMs: TIMEOUT_MS });
}

export async function publishRaw(
  { connection, topicPrefix }: Pipeline,
  key: string,
  value: string,
) {
  const publisher = createPublisher(connection);
  await publisher.publish({ topic: topicNames(topicPrefix).intents, key, value });
  await publisher.stop(5000);
}

/** Orders of which answers are lost and hidden, some copied, while an executor is killed at its work. */
export async function crowdedMorning(pipeline: Pipeline, venue: Readonly<Record<string, string>>) {
  const { client } = pipeline;
  const intents = Array.from({ length: 30 }, (_, place) =>
    client.place({
      symbol: SYMBOLS[place % SYMBOLS.length] ?? '',
      side: 'BUY',
      quantity: String(place + 1),
      orderType: 'MARKET',
    }),
  );
  for (const [place, intent] of intents.entries()) {
    await client.publish(intent);
    if (place % 4 === 0) await client.publish(intent);
  }
  const doomed = await pipeline.startExecutor({
    ...venue,
    EXECUTOR_CRASH_AT: 'answered',
    EXECUTOR_MAX_CONCURRENT: '2',
  });
  expect(await doomed.exited).toMatchObject({ signal: 'SIGKILL' });
  await pipeline.startExecutor(venue);
  await pipeline.rest();
  for (const intent of intents.slice(0, 3)) await client.publish(intent);
}

/** What is refused, denied, repeated and changed. */
export async function oddAfternoon(pipeline: Pipeline): Promise<void> {
  const { client, accountId, topicPrefix } = pipeline;
  const order = client.place({ symbol: 'TSLA', ...FAR_BELOW, quantity: '10' });
  expect(await answerTo(pipeline, order)).toMatchObject({ execType: 'ACCEPTED' });
  const key = partitionKey(order.accountId, order.symbol);
  // The same id with another body, the same order under another id, no intent at all, and one with a flaw.
  await publishRaw(pipeline, key, encodeIntent({ ...order, quantity: '11' } as Intent));
  const again = client.place({ symbol: 'TSLA', ...FAR_BELOW, quantity: '10' });
  expect(await answerTo(pipeline, again)).toMatchObject({
    execType: 'DENIED',
    reason: { code: 'CONTENT_DUPLICATE' },
  });
  await publishRaw(pipeline, key, 'no intent at all');
  const flawed = client.place({ symbol: 'TSLA', ...FAR_BELOW, quantity: '7' });
  await publishRaw(pipeline, key, encodeIntent(flawed).replace('"7"', '7'));
  await publishRaw(pipeline, `${accountId}:ELSE`, encodeIntent(flawed));
  const names = { symbol: 'TSLA', origClientOrderId: order.clientOrderId } as const;
  const replace = client.replace({ ...FAR_BELOW, ...names, quantity: '12', limitPrice: '2' });
  expect(await answerTo(pipeline, replace)).toMatchObject({ execType: 'ACCEPTED' });
  expect(await answerTo(pipeline, client.cancel(names))).toMatchObject({ execType: 'ACCEPTED' });
  expect(await answerTo(pipeline, client.cancel(names))).toMatchObject({
    ordStatus: 'PENDING_CANCEL',
  });
  const late = client.place({
    symbol: 'NFLX',
    ...FAR_BELOW,
    quantity: '1',
    expiresAtMs: Date.now() + EXPIRES_AFTER_MS,
  });
  await delay(EXPIRES_AFTER_MS);
  expect(await answerTo(pipeline, late)).toMatchObject({ execType: 'DENIED' });
  const stop = ['kill', 'engage', '--symbol', 'META', '--why', 'a drill', '--who', 'ann'];
  expect(await runOrderonce(topicPrefix, ...stop)).toMatchObject({ exitCode: 0 });
  const stopped = client.place({ symbol: 'META', ...FAR_BELOW, quantity: '1' });
  expect(await answerTo(pipeline, stopped)).toMatchObject({
    execType: 'DENIED',
    reason: { code: 'KILL_SWITCH' },
  });
  await pipeline.rest();
}
