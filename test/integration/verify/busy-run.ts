import {
  encodeIntent,
  type Intent,
  type Outcome,
  partitionKey,
  topicNames,
} from '@orderonce/contracts';
import { createPublisher } from '@orderonce/kafka';
import type { openPipeline } from '../harness/pipeline.ts';

type Pipeline = Awaited<ReturnType<typeof openPipeline>>;

const SYMBOLS = ['AAPL', 'MSFT', 'IBM', 'AMZN', 'GOOG', 'TSLA'];
const TIMEOUT_MS = 60_000;
const HOUR_MS = 3_600_000;

/** Every kind of intent and of record, told to its end; resolves when nothing moves any more. */
export async function runBusily(pipeline: Pipeline, rounds: number): Promise<void> {
  const { client } = pipeline;
  const is = (execType: Outcome['execType'], ordStatus?: string) => (outcome: Outcome) =>
    outcome.execType === execType && (ordStatus === undefined || outcome.ordStatus === ordStatus);
  const until = (intent: Intent, what: (outcome: Outcome) => boolean) =>
    client.awaitOutcome(intent.clientOrderId, { timeoutMs: TIMEOUT_MS, until: what });
  const say = async (intent: Intent) => {
    await client.publish(intent);
    return intent;
  };

  async function trade(symbol: string, round: number): Promise<void> {
    const order = {
      symbol,
      side: 'BUY',
      quantity: String(10 + round),
      orderType: 'MARKET',
      expiresAtMs: Date.now() + HOUR_MS,
    } as const;
    const bought = await say(client.place(order));
    await until(bought, is('TRADE', 'FILLED'));
    // Somebody publishes it once more.
    await say(bought);
    await until(bought, is('DUPLICATE'));
  }

  async function change(symbol: string, round: number): Promise<void> {
    const order = { symbol, side: 'BUY', orderType: 'LIMIT', limitPrice: '1' } as const;
    const resting = await say(client.place({ ...order, quantity: String(20 + round) }));
    await until(resting, is('ACCEPTED'));
    const names = { symbol, origClientOrderId: resting.clientOrderId };
    const to = { quantity: String(30 + round), limitPrice: '2' };
    const replace = await say(client.replace({ ...order, ...names, ...to }));
    await until(resting, is('REPLACED'));
    await say(client.cancel(names));
    await until(replace, is('CANCELED'));
  }

  async function refuse(symbol: string, round: number): Promise<void> {
    const far = { symbol, side: 'BUY', orderType: 'LIMIT', limitPrice: '100000' } as const;
    const poor = await say(client.place({ ...far, quantity: String(9_000_000 + round) }));
    await until(poor, is('REJECTED'));
    const flat = { symbol: `F${symbol}`, quantity: String(round + 1) };
    await until(await say(client.closePosition(flat)), is('DENIED'));
    const good = client.place({ ...far, quantity: '1' });
    const value = JSON.stringify({ ...JSON.parse(encodeIntent(good)), quantity: 1 });
    const key = partitionKey(good.accountId, good.symbol);
    const publisher = createPublisher(pipeline.connection);
    await publisher.publish({ topic: topicNames(pipeline.topicPrefix).intents, key, value });
    await until(good, is('REFUSED'));
    await publisher.stop(5_000);
  }

  await Promise.all(
    SYMBOLS.map(async (symbol) => {
      for (let round = 0; round < rounds; round += 1) {
        await trade(symbol, round);
        await change(symbol, round);
        await refuse(symbol, round);
      }
      await until(await say(client.closePosition({ symbol })), is('TRADE', 'FILLED'));
    }),
  );
  await pipeline.rest();
}
