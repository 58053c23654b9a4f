import { setTimeout as delay } from 'node:timers/promises';
import { EMPTY_HASH } from '@orderonce/positions';
import { expect, test } from 'vitest';
import { openAuditor } from '../../testing/auditor-under-test.ts';
import { accepted, outcome, trade } from '../../testing/records.ts';

const BUY = { side: 'BUY', brokerOrderId: 'venue-1' };
const OTHER = 'MOM-1RV4K2-000002-b3f8b2c1';

async function positionsOf(auditor: Awaited<ReturnType<typeof openAuditor>>, ...options: string[]) {
  return JSON.parse((await auditor.run('positions', '--json', ...options)).printed);
}

test('folds what was told until a moment, as a table, as JSON and as a sheet', async () => {
  await using auditor = await openAuditor();
  const none = await auditor.run('positions');
  expect(none.printed).toContain('0 positions as of');
  expect(none.printed).toContain(EMPTY_HASH);
  await auditor.publishOutcome(accepted(BUY));
  await auditor.publishOutcome(trade('4', { ...BUY, lastQty: '4', lastPx: '178.50' }));
  await delay(20);
  const betweenMs = Date.now();
  await delay(20);
  await auditor.publishOutcome(
    trade('10', { ...BUY, lastQty: '6', lastPx: '179', ordStatus: 'FILLED' }),
  );
  await auditor.publishOutcome(
    outcome({
      clientOrderId: OTHER,
      symbol: 'MSFT',
      execType: 'HELD',
      ordStatus: 'UNKNOWN',
      side: 'SELL',
      quantity: '3',
    }),
  );
  const { printed, exitCode } = await auditor.run('positions');
  expect(printed).toMatch(/^acct-1 +AAPL +10 +178.8 +0$/m);
  expect(printed).toMatch(/^acct-1 +MSFT +0 +0 +1: sell 3$/m);
  expect(printed).toMatch(/^2 positions as of .+, of 4 outcomes\.$/m);
  expect(exitCode).toBe(0);

  const now = await positionsOf(auditor);
  const before = await positionsOf(auditor, '--as-of', new Date(betweenMs).toISOString());
  expect(before).toMatchObject({
    asOfMs: betweenMs,
    outcomes: 2,
    positions: [
      { symbol: 'AAPL', quantity: '4', averagePrice: '178.5', open: { orders: 1, buyQty: '6' } },
    ],
  });
  expect(before.stateHash).not.toBe(now.stateHash);
  const msft = await positionsOf(auditor, '--symbol', 'MSFT');
  expect(msft).toMatchObject({ stateHash: now.stateHash, positions: [{ symbol: 'MSFT' }] });
  expect((await auditor.run('positions', '--csv')).printed.split('\n')).toEqual([
    'accountId,symbol,quantity,averagePrice,realisedProfit,unpricedQty,openOrders,openBuyQty,openSellQty,inDoubtOrders,inDoubtBuyQty,inDoubtSellQty',
    'acct-1,AAPL,10,178.8,0,0,0,0,0,0,0,0',
    'acct-1,MSFT,0,,0,0,0,0,0,1,0,3',
  ]);
});

test('names every bad option', async () => {
  await using auditor = await openAuditor();
  const bad = await auditor.run('positions', '--as-of', 'noon', '--json', '--csv');
  expect(bad.warned).toContain('--as-of must be a time such as 2026-11-22T09:31:00Z');
  expect(bad.exitCode).toBe(2);
});
