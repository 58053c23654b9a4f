import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type ClientOrderId,
  encodeDeadLetter,
  formatOrderId,
  type Intent,
  type StrategyId,
} from '@orderonce/contracts';
import { deleteRun } from '@orderonce/kafka';
import { integrationConnection } from '@orderonce/kafka/testing';
import { expect, test } from 'vitest';
import { openAuditor } from '../../testing/auditor-under-test.ts';
import { control, outcome } from '../../testing/records.ts';
import {
  CANCEL_ID,
  cancelled,
  filled,
  ID,
  placed,
  REPLACE_ID,
  replaced,
  verdict,
} from '../../trace/testing/order.ts';
import { openPipeline, type Pipeline } from '../../trace/testing/publish.ts';

const ORDER = {
  symbol: 'AAPL',
  side: 'BUY',
  orderType: 'LIMIT',
  limitPrice: '178.50',
  timeInForce: 'DAY',
};
const ten = { ...ORDER, quantity: '10' };
const twelve = { ...ORDER, quantity: '12', limitPrice: '99' };

async function openTrace() {
  await using opened = new AsyncDisposableStack();
  const auditor = opened.use(await openAuditor());
  const pipeline = opened.use(openPipeline(integrationConnection(), auditor.topics));
  const folder = mkdtempSync(join(tmpdir(), 'trace-'));
  opened.defer(() => rmSync(folder, { recursive: true }));
  const parts = opened.move();
  return {
    auditor,
    pipeline,
    indexFile: join(folder, 'index.sqlite'),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

/** An order that is filled in part, replaced, and cancelled as its replacement. */
async function publishChain({ intent, outcome: tell }: Pipeline): Promise<void> {
  const replacement = { clientOrderId: REPLACE_ID, origClientOrderId: ID };
  await intent(placed());
  await tell(verdict('ACCEPTED', { order: ten, brokerOrderId: 'venue-1' }));
  await tell(filled('4', '4'));
  await intent(placed());
  await intent(replaced());
  await tell(verdict('ACCEPTED', { ...replacement, order: twelve, brokerOrderId: 'venue-2' }));
  await tell(
    outcome({
      outcomeId: `${ID}/replaced`,
      execType: 'REPLACED',
      ordStatus: 'REPLACED',
      cumQty: '4',
    }),
  );
  await intent(cancelled(REPLACE_ID));
  await tell(verdict('ACCEPTED', { clientOrderId: CANCEL_ID, origClientOrderId: REPLACE_ID }));
}

test('tells the same story with an index, with one that is behind, and without', async () => {
  await using traced = await openTrace();
  const { auditor, pipeline, indexFile } = traced;
  const storyOf = async (id: string, ...options: readonly string[]) => {
    const { printed, exitCode } = await auditor.run('trace', id, '--json', ...options);
    expect(exitCode).toBe(0);
    const { looked, ...story } = JSON.parse(printed);
    return story;
  };
  await pipeline.intent(placed());
  await auditor.run('index', 'build', '--index', indexFile);
  await publishChain(pipeline);
  await auditor.say(control('hold'));
  for (const id of [ID, REPLACE_ID, CANCEL_ID]) {
    const read = await storyOf(id, '--no-index');
    expect(await storyOf(id, '--index', indexFile)).toEqual(read);
    expect(await storyOf(id, '--everywhere', '--no-index')).toEqual(read);
    expect(read.chain.map((link: { id: string }) => link.id)).toEqual([ID, REPLACE_ID, CANCEL_ID]);
  }
  const { orders, timeLine } = await storyOf(ID, '--index', indexFile);
  expect(orders).toMatchObject([{ ordStatus: 'REPLACED', cumQty: '4', brokerOrderId: 'venue-1' }]);
  expect(timeLine.map(({ event }: { event: string }) => event).sort()).toEqual([
    'ACCEPTED',
    'CHANGE_INTENT',
    'CHANGE_OUTCOME',
    'COPY',
    'COPY',
    'HOLD',
    'INTENT',
    'REPLACED',
    'TRADE',
  ]);
});

test('prints the facts, the chain and the time line', async () => {
  await using traced = await openTrace();
  const { auditor, pipeline } = traced;
  await publishChain(pipeline);
  const { printed, warned } = await auditor.run('trace', ID, '--no-index');
  expect(warned).toBe('');
  expect(printed).toMatch(/^MOM-1RV4K2-000001-a3f8b2c1 {2}REPLACED\norder +BUY 10 LIMIT 178.50\n/);
  expect(printed).toMatch(/^filled +4 of 10 at 178.5$/m);
  expect(printed).toMatch(
    /^MOM-1RV4K2-000005-c4f8b2c1 +ACCEPTED +PARTIALLY_FILLED +4 +replace by BUY 12 LIMIT 99$/m,
  );
  expect(printed).toMatch(/ {2}outcomes {2}TRADE 4 at 178.50: 4 of 10 filled; position \+4 to 4$/m);
  for (const line of printed.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
});

test('lists the orders that begin alike, and counts them', async () => {
  await using traced = await openTrace();
  const { auditor, pipeline, indexFile } = traced;
  await publishChain(pipeline);
  await auditor.run('index', 'build', '--index', indexFile);
  for (const index of ['--no-index', `--index=${indexFile}`]) {
    const all = await auditor.run('trace', 'MOM-1RV4K2-0000', index);
    expect(all.printed).toMatch(
      /^MOM-1RV4K2-000001-a3f8b2c1 .* acct-1 +AAPL +ACCEPTED +4 +BUY 10/m,
    );
    expect(all.printed).toContain('3 orders. "trace <id>" tells all about one.');
    const { printed } = await auditor.run('trace', 'MOM', '--limit', '1', index, '--json');
    expect(JSON.parse(printed)).toMatchObject({ count: 3, orders: [{ id: ID, cumQty: '4' }] });
    const one = await auditor.run('trace', 'a3f8b2c158cc4372a5670e02b2c3d479', index);
    expect(one.printed).toContain(`${ID}  REPLACED`);
    const part = await auditor.run('trace', 'MOM-1RV4K2-000005', index);
    expect(part.printed).toContain(`${REPLACE_ID}  PARTIALLY_FILLED`);
  }
});

test('says where it looked for what nobody knows', async () => {
  await using traced = await openTrace();
  const { auditor, pipeline, indexFile } = traced;
  await pipeline.intent(placed());
  const { topics } = auditor;
  const unknown = await auditor.run('trace', 'MOM-1RV4K2-000001-a3f8b2c2');
  expect(unknown.exitCode).toBe(1);
  expect(unknown.warned.split('\n')).toEqual([
    'The topics do not know it. Looked for it in',
    `  ${topics.intents}, since 2021-11-20T22:13:58.000Z`,
    `  ${topics.outcomes}, since 2021-11-20T22:13:58.000Z`,
    `  ${topics.intents}, before 2021-11-20T22:13:58.000Z`,
    `  ${topics.outcomes}, before 2021-11-20T22:13:58.000Z`,
    `  ${topics.deadLetters}`,
    `  ${topics.control}`,
  ]);
  const noIndex = await auditor.run('trace', ID, '--index', indexFile);
  expect(noIndex.warned).toBe(`there is no index ${indexFile}`);
  expect((await auditor.run('trace', 'mom')).exitCode).toBe(2);
});

test('finds what was logged before the session began by the clock of whoever made the id', async () => {
  await using traced = await openTrace();
  const { auditor, pipeline } = traced;
  const sessionMs = Math.ceil(Date.now() / 1000) * 1000 + 1000;
  const parts = { strategyId: 'MOM' as StrategyId, sequence: 1, uuidPrefix: 'a3f8b2c1' };
  const session = (sessionMs - Date.UTC(2020, 0, 1)) / 1000;
  const clientOrderId = formatOrderId({ ...parts, session });
  await pipeline.intent(placed({ clientOrderId }));
  await new Promise((resolve) => setTimeout(resolve, sessionMs - Date.now() + 10));
  await pipeline.outcome(verdict('ACCEPTED', { clientOrderId }));
  const { printed } = await auditor.run('trace', clientOrderId, '--no-index', '--json');
  expect(JSON.parse(printed).timeLine).toMatchObject([{ event: 'INTENT' }, { event: 'ACCEPTED' }]);
});

test('does without a small topic that is not there, and says so', async () => {
  await using traced = await openTrace();
  const { auditor, pipeline } = traced;
  await pipeline.intent(placed());
  const { deadLetters } = auditor.topics;
  await deleteRun(integrationConnection(), { topics: [deadLetters], groupIds: [] });
  const { warned, printed, exitCode } = await auditor.run('trace', ID);
  expect(warned).toBe(`${deadLetters} cannot be read, and is left out`);
  expect(printed).toContain(`${ID}  no outcome yet`);
  expect(exitCode).toBe(0);
});

test('shows an id that was used on two instruments, and its dead letters', async () => {
  await using traced = await openTrace();
  const { auditor, pipeline } = traced;
  const elsewhere = await instrumentInAnotherPartition(pipeline);
  await pipeline.outcome(verdict('ACCEPTED'));
  const place = { topic: auditor.topics.intents, partition: 0, offset: '7', logTimeMs: Date.now() };
  const value = Buffer.from(JSON.stringify({ clientOrderId: ID, quantity: 10 }));
  const problems = [{ path: 'quantity', rule: 'must be a decimal string' }];
  const why = { reason: 'INVALID_INTENT', problems } as const;
  const letter = encodeDeadLetter({ ...place, key: null, value, headers: {} }, why, Date.now());
  await pipeline.raw({ topic: auditor.topics.deadLetters, ...letter });
  const { printed } = await auditor.run('trace', ID, '--no-index');
  expect(printed).toContain(`${ID}  used on 2 instruments`);
  expect(printed).toContain(elsewhere.symbol);
  expect(printed).toMatch(/dead letters {2}INVALID_INTENT: quantity must be a decimal string/);
});

/** Publishes the order on its own instrument, and under the same id on one that has another partition. */
async function instrumentInAnotherPartition({ intent }: Pipeline): Promise<Intent> {
  const { partition } = await intent(placed());
  for (let at = 0; ; at += 1) {
    const other = placed({ symbol: `SYM${at}` });
    if ((await intent({ ...other, clientOrderId: otherId(at) })).partition === partition) continue;
    await intent(other);
    return other;
  }
}

const otherId = (at: number) =>
  `ARB-1RV4K2-${String(at + 1).padStart(6, '0')}-c3f8b2c1` as ClientOrderId;
