import { partitionKey } from '@orderonce/contracts';
import { createPublisher } from '@orderonce/kafka';
import { integrationConnection } from '@orderonce/kafka/testing';
import { expect, test } from 'vitest';
import { openAuditor } from '../../testing/auditor-under-test.ts';
import { accepted, control, outcome, trade } from '../../testing/records.ts';

type Auditor = Awaited<ReturnType<typeof openAuditor>>;

const FIRST = 'MOM-1RV4K2-000001-a3f8b2c1';
const SECOND = 'ARB-1RV4K2-000002-a3f8b2c1';
const CREATED_MS = 1_790_000_000_000;

async function publishIntents({ topics }: Auditor, ...ids: readonly string[]) {
  const publisher = createPublisher(integrationConnection());
  const held = control('hold');
  if (held.kind !== 'hold') throw new Error('a hold holds an intent');
  const { intent } = held;
  const key = partitionKey(intent.accountId, intent.symbol);
  const places = [];
  for (const id of ids) {
    const value =
      id === ''
        ? 'nonsense'
        : JSON.stringify({ ...intent, clientOrderId: id, strategyId: id.slice(0, 3) });
    places.push(await publisher.publish({ topic: topics.intents, key, value }));
  }
  await publisher.stop(1000);
  return places.map((place) => ({ ...place, createdAtMs: CREATED_MS }));
}

test('counts what was asked for and what came of it, each outcome once', async () => {
  await using auditor = await openAuditor();
  expect((await auditor.run('report')).printed).toBe('Nothing stands on the topics in this time.');
  const [first, , second] = await publishIntents(auditor, FIRST, FIRST, SECOND, '');
  const told = [
    accepted({
      outcomeId: `${FIRST}/verdict`,
      intent: first,
      transactTimeMs: CREATED_MS + 25,
      evidence: [
        { atMs: CREATED_MS, action: 'submit', result: 'http 200', latencyMs: 12 },
        { atMs: CREATED_MS, action: 'look-up', result: 'http 200', latencyMs: 900 },
      ],
    }),
    trade('4', { outcomeId: `${FIRST}/trade/4`, lastQty: '4', lastPx: '178.50' }),
    trade('10', { outcomeId: `${FIRST}/trade/10`, lastQty: '6' }),
    outcome({ outcomeId: `${FIRST}/duplicate/0-1`, execType: 'DUPLICATE', ordStatus: 'NEW' }),
    outcome({
      ...{ clientOrderId: SECOND, strategyId: 'ARB', intent: second },
      ...{ outcomeId: `${SECOND}/verdict`, execType: 'DENIED', ordStatus: 'REJECTED' },
      reason: { code: 'KILL_SWITCH', text: 'stop' },
      transactTimeMs: CREATED_MS + 3,
    }),
  ];
  for (const one of [...told, ...told]) await auditor.publishOutcome(one);

  const { printed, exitCode } = await auditor.run('report');
  const rows = printed.split('\n').map((line) => line.trim().split(/ {2,}/));
  expect(rows[1]).toEqual([
    'ARB',
    '1',
    '0',
    '0',
    '0',
    '1',
    '0',
    '0',
    '0',
    '0',
    '0',
    'KILL_SWITCH 1',
  ]);
  expect(rows[2]?.slice(0, 10)).toEqual(['MOM', '2', '1', '1', '0', '0', '0', '0', '1', '2']);
  expect(rows[3]?.slice(0, 10)).toEqual(['ALL', '3', '1', '1', '0', '1', '0', '0', '1', '2']);
  expect(printed).toContain('714 (1 fills without a price)');
  expect(printed).toMatch(/^MOM +created to verdict +1 +25 ms +25 ms +25 ms +25 ms$/m);
  expect(printed).toMatch(/^MOM +submit +1 +12 ms/m);
  expect(printed).toMatch(/^ALL +logged to verdict +2 /m);
  expect(printed).toContain('1 records were no readable intent; "dlq list" shows them.');
  expect(exitCode).toBe(0);

  const groups = async (...options: string[]) =>
    JSON.parse((await auditor.run('report', '--json', ...options)).printed).groups;
  expect(await groups('--by', 'session')).toMatchObject([
    { group: 'ARB-1RV4K2', denied: 1, deniedBy: { KILL_SWITCH: 1 } },
    { group: 'MOM-1RV4K2', fills: 2, notional: '714', submit: { count: 1, maxMs: 12 } },
  ]);
  expect(await groups('--by', 'account')).toMatchObject([{ group: 'acct-1', intents: 3 }]);
  expect(await groups('--strategy', 'ARB')).toMatchObject([{ group: 'ARB', intents: 1 }]);
  expect(await groups('--to', '1h')).toEqual([]);
  const sheet = (await auditor.run('report', '--csv', '--strategy', 'ARB')).printed.split('\n');
  expect(sheet[1]).toMatch(/^ARB,1,0,0,0,1,0,0,0,0,0,0,KILL_SWITCH 1,3,3,3,3,/);
});
