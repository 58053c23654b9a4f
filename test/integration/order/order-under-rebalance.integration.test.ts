import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { agreesWithLedger } from '../../faults/judge/agrees-with-ledger.ts';
import { groupBy } from '../../faults/judge/by-order.ts';
import { exactlyOneVerdict } from '../../faults/judge/exactly-one-verdict.ts';
import { offsetsWaitForAnswers } from '../../faults/judge/offsets-wait-for-answers.ts';
import { openPipeline } from '../harness/pipeline.ts';

const SYMBOLS = Array.from({ length: 9 }, (_, place) => `SYM${place}`);
const PAUSE_MS = 10;
/** How the oldest member goes when a new one has come. */
const DEPARTURES = ['SIGTERM', 'SIGKILL', 'SIGTERM'] as const;

it('keeps the order of each instrument while executors join, leave and are killed', async () => {
  await using pipeline = await openPipeline();
  const { client } = pipeline;
  const published: { readonly symbol: string; readonly clientOrderId: string }[] = [];
  const members = [await pipeline.startExecutor()];
  let isOver = false;

  const flow = (async () => {
    const acknowledged: Promise<unknown>[] = [];
    while (!isOver) {
      for (const symbol of SYMBOLS) {
        const intent = client.place({
          symbol,
          side: 'BUY',
          quantity: '1',
          orderType: 'MARKET',
          occurrence: published.length + 1,
        });
        published.push({ symbol, clientOrderId: intent.clientOrderId });
        acknowledged.push(client.publish(intent));
        await delay(PAUSE_MS);
      }
    }
    await Promise.all(acknowledged);
  })();

  const changesMs: number[] = [];
  for (const signal of DEPARTURES) {
    members.push(await pipeline.startExecutor());
    changesMs.push(Date.now());
    const oldest = members.shift();
    oldest?.kill(signal);
    await oldest?.exited;
  }
  isOver = true;
  await flow;
  await pipeline.rest();

  const history = await pipeline.history();
  const accepted = history.ledger.filter((entry) => entry.kind === 'accepted');
  const idsBySymbol = (orders: Iterable<{ symbol?: string; clientOrderId?: string }>) =>
    [...groupBy(orders, ({ symbol }) => symbol)]
      .map(([symbol, own]) => ({ symbol, ids: own.map(({ clientOrderId }) => clientOrderId) }))
      .toSorted((left, right) => left.symbol.localeCompare(right.symbol));
  expect(idsBySymbol(accepted)).toEqual(idsBySymbol(published));
  expect([
    ...exactlyOneVerdict(history),
    ...agreesWithLedger(history),
    ...offsetsWaitForAnswers(history),
  ]).toEqual([]);
  // Orders went out before, between and after the changes.
  for (const [place, fromMs] of [0, ...changesMs].entries()) {
    const untilMs = changesMs[place] ?? Number.POSITIVE_INFINITY;
    expect(accepted.some(({ atMs }) => atMs >= fromMs && atMs < untilMs)).toBe(true);
  }
}, 90_000);
