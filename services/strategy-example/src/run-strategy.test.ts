import type { OrderClient, OrderRequest } from '@orderonce/client';
import type { ClientOrderId, Intent, PlaceIntent } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import { wantedOrders } from './momentum/wanted-orders.ts';
import { Answers } from './outcomes/answers.ts';
import { readStockPrices } from './prices/stock-prices.ts';
import { OccurrenceCounter } from './publishing/occurrence-counter.ts';
import { RepeatPlan } from './publishing/repeat-plan.ts';
import { seededRandom } from './publishing/seeded-random.ts';
import { runStrategy, type StrategyRun } from './run-strategy.ts';

function runOf(options: { intents?: number; ratio?: number; ratePerSecond?: number }) {
  const stopping = new AbortController();
  const published: Intent[] = [];
  const requests: OrderRequest[] = [];
  const pauses: number[] = [];
  let nowMs = 0;
  const client: Pick<OrderClient, 'place' | 'publish'> = {
    place(request) {
      requests.push(request);
      return { clientOrderId: `id-${requests.length}`, ...request } as unknown as PlaceIntent;
    },
    async publish(intent) {
      published.push(intent);
      await new Promise((resolve) => setImmediate(resolve));
      const position = { topic: 't', partition: 0, offset: '0' };
      return { clientOrderId: intent.clientOrderId, position };
    },
  };
  const run: StrategyRun = {
    orders: wantedOrders(readStockPrices(), () => true),
    client,
    occurrences: new OccurrenceCounter(),
    repeats: new RepeatPlan({ ratio: options.ratio ?? 0, random: seededRandom(1) }),
    answers: new Answers(),
    counts: { published: 0, repeated: 0, acknowledged: 0 },
    intents: options.intents,
    ratePerSecond: options.ratePerSecond ?? 1_000,
    clock: {
      nowMs: () => nowMs,
      monotonicMs: () => nowMs,
      sleep: async (durationMs) => {
        pauses.push(durationMs);
        nowMs += durationMs;
      },
    },
    signal: stopping.signal,
  };
  return { run, client, published, requests, pauses, stopping };
}

test('it publishes as many intents as asked for and returns when Kafka has them', async () => {
  const { run, published } = runOf({ intents: 500 });
  await runStrategy(run);
  expect(new Set(published.map(({ clientOrderId }) => clientOrderId)).size).toBe(500);
  expect(run.counts).toEqual({ published: 500, repeated: 0, acknowledged: 500 });
  expect(run.answers.counts.unanswered).toBe(500);
});

test('repeats are the same intents once more, all of them before it returns', async () => {
  const { run, published } = runOf({ intents: 500, ratio: 0.2 });
  await runStrategy(run);
  const copies = new Map<ClientOrderId, Intent[]>();
  for (const intent of published)
    copies.set(intent.clientOrderId, [...(copies.get(intent.clientOrderId) ?? []), intent]);
  const twice = [...copies.values()].filter((each) => each.length === 2);
  expect([copies.size, twice.length]).toEqual([500, run.counts.repeated]);
  expect(run.counts.acknowledged).toBe(500 + run.counts.repeated);
  expect(run.counts.repeated).toBeGreaterThan(70);
  for (const [first, second] of twice) expect(second).toBe(first);
});

test('those whose second copy was still to come when the intents were over get it too', async () => {
  const { run } = runOf({ intents: 50, ratio: 1 });
  await runStrategy(run);
  expect(run.counts).toEqual({ published: 50, repeated: 50, acknowledged: 100 });
});

test('wanted orders that are equal within a minute are told apart by their occurrence', async () => {
  const { run, requests } = runOf({ intents: 400 });
  await runStrategy(run);
  const contents = requests.map(
    ({ symbol, side, quantity, occurrence = 1 }) => `${symbol} ${side} ${quantity} ${occurrence}`,
  );
  expect(new Set(contents).size).toBe(400);
});

test('it keeps its pace, and catches up after a delay', async () => {
  const { run, pauses } = runOf({ intents: 5, ratePerSecond: 4 });
  await runStrategy(run);
  expect(pauses).toEqual([250, 250, 250, 250]);
});

test('it stops when it is told to, in the middle of an endless run', async () => {
  const { run, published, stopping, client } = runOf({});
  const publish = client.publish;
  client.publish = (intent) => {
    if (published.length === 41) stopping.abort();
    return publish(intent);
  };
  await runStrategy(run);
  expect(published).toHaveLength(42);
});

test('it throws what publishing failed with for good', async () => {
  const { run, client } = runOf({ intents: 5 });
  client.publish = () => Promise.reject(new Error('record too large'));
  await expect(runStrategy(run)).rejects.toThrow('record too large');
});

test('a Kafka that does not answer stops the publishing at a bound', async () => {
  const { run, client, stopping } = runOf({ intents: 10_000 });
  let handedOver = 0;
  const answer = Promise.withResolvers<never>();
  client.publish = () => {
    handedOver += 1;
    return answer.promise;
  };
  const running = runStrategy(run);
  await expect.poll(() => handedOver).toBe(2_000);
  stopping.abort();
  answer.reject(new Error('stopped'));
  await expect(running).rejects.toThrow('stopped');
  expect(handedOver).toBe(2_000);
});
