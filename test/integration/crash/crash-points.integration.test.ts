import { describe, expect, it } from 'vitest';
import { groupBy } from '../../faults/judge/by-order.ts';
import { judge } from '../../faults/judge/judge.ts';
import { openPipeline } from '../harness/pipeline.ts';
import { expectVerified } from '../verify/run-verify.ts';

const SYMBOLS = ['AAPL', 'MSFT', 'IBM', 'AMZN', 'GOOG'];
const INTENTS = 20;

/** The boundaries between the steps of an intent that becomes an order. */
const CRASH_POINTS = ['claimed', 'answered', 'published', 'settled'] as const;

describe.each([
  { repeatedIds: 'refuse', capability: 'refused-for-ever' },
  { repeatedIds: 'accept', capability: 'accepted' },
] as const)('on a venue where a repeated id is $capability', ({ repeatedIds, capability }) => {
  it.concurrent.each(CRASH_POINTS)(
    'an executor killed when it has "%s" leaves work that the next one ends, once',
    async (crashPoint) => {
      await using pipeline = await openPipeline({ repeatedIds });
      const { client } = pipeline;
      const intents = Array.from({ length: INTENTS }, (_, place) =>
        client.place({
          symbol: SYMBOLS[place % SYMBOLS.length] ?? '',
          side: 'BUY',
          quantity: String(place + 1),
          orderType: 'MARKET',
        }),
      );
      await Promise.all(intents.map((intent) => client.publish(intent)));

      const venue = { BROKER_REPEATED_CLIENT_ORDER_ID: capability };
      const doomed = await pipeline.startExecutor({
        ...venue,
        EXECUTOR_CRASH_AT: crashPoint,
        EXECUTOR_MAX_CONCURRENT: '2',
      });
      expect(await doomed.exited).toMatchObject({ signal: 'SIGKILL' });
      const killedMs = Date.now();
      await pipeline.startExecutor(venue);
      await pipeline.rest();

      const history = await pipeline.history([killedMs]);
      expect(judge(history)).toEqual([]);
      await expectVerified(pipeline);
      const byWord = groupBy(history.outcomes, ({ outcome }) => outcome.execType);
      const held = byWord.get('HELD')?.length ?? 0;
      const denied = byWord.get('DENIED') ?? [];
      // Where a second send would be a second order, what was at work and is not seen may only be held, and
      // stops its instrument.
      expect(held).toBeLessThanOrEqual(capability === 'refused-for-ever' ? 0 : SYMBOLS.length);
      for (const { outcome } of denied) expect(outcome.reason?.code).toBe('INSTRUMENT_HELD');
      if (held === 0) expect(denied).toEqual([]);
      const orders = history.ledger.filter((entry) => entry.kind === 'accepted').length;
      expect(orders + held + denied.length).toBe(INTENTS);
    },
    90_000,
  );
});

it('shows the judge what happens without a claim: the venue that accepts repeats takes two orders', async () => {
  await using pipeline = await openPipeline({ repeatedIds: 'accept' });
  const { client } = pipeline;
  const intent = client.place({ symbol: 'AAPL', side: 'BUY', quantity: '1', orderType: 'MARKET' });
  await client.publish(intent);
  await pipeline.startExecutor({ BROKER_REPEATED_CLIENT_ORDER_ID: 'accepted' });
  await pipeline.rest();
  // What an executor without claims would do with a second copy.
  const again = await fetch(`${pipeline.simulatorUrl}/v2/orders`, {
    method: 'POST',
    headers: {
      'APCA-API-KEY-ID': 'test-key',
      'APCA-API-SECRET-KEY': 'test-secret',
      'content-type': 'application/json',
    },
    body: JSON.stringify({
      symbol: 'AAPL',
      qty: '1',
      side: 'buy',
      type: 'market',
      time_in_force: 'day',
      client_order_id: intent.clientOrderId,
    }),
  });
  expect(again.status).toBe(200);
  const invariants = judge(await pipeline.history()).map((violation) => violation.invariant);
  expect(invariants).toContain(1);
});
