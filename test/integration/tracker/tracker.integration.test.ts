import { connectRedis, redisEnvironment } from '@orderonce/idempotency';
import { deleteRun } from '@orderonce/kafka';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { reportedAccount } from '../execution-reports/reported-account.ts';
import { openPipeline } from '../harness/pipeline.ts';
import { ledgerPositions, trackerAt } from './tracked-account.ts';

const GRACE_MS = 8_000;
const SYMBOLS = ['AAPL', 'MSFT', 'TSLA', 'IBM', 'NVDA', 'AMD'] as const;

it('has positions equal the ledger’s when one of two instances is killed in between', async () => {
  await using pipeline = await openPipeline({ fillDelayMs: 5 });
  await using account = reportedAccount(pipeline);
  const processes = [
    await pipeline.start('position-tracker', {}),
    await pipeline.start('position-tracker', {}),
  ];
  const [first, second] = await Promise.all(
    processes.map(async ({ ready }) => trackerAt((await ready).url)),
  );
  if (!first || !second) throw new Error('two instances were started');
  const owned = async () => [...(await first.owned()), ...(await second.owned())].toSorted();
  await expect.poll(owned, { timeout: 15_000 }).toEqual([0, 1, 2]);
  await account.startReports();

  const round = (quantity: string) =>
    Promise.all(SYMBOLS.map((symbol) => account.place(symbol, quantity)));
  for (let count = 0; count < 10; count += 1) await round('2');
  processes[0]?.kill('SIGKILL');
  await processes[0]?.exited;
  for (let count = 0; count < 10; count += 1) await round('3');
  const expected = Object.fromEntries(SYMBOLS.map((symbol) => [symbol, '50']));
  await expect.poll(() => ledgerPositions(pipeline), { timeout: 10_000 }).toEqual(expected);
  await expect.poll(() => second.positions(), { timeout: 25_000 }).toEqual(expected);
  expect(await second.owned()).toEqual([0, 1, 2]);
  const { hash, outcomesApplied } = await second.state();

  const anew = await pipeline.start('position-tracker', { TRACKER_STATE_NAME: 'anew' });
  const rebuilt = trackerAt((await anew.ready).url);
  await expect
    .poll(() => rebuilt.state(), { timeout: 10_000 })
    .toMatchObject({ hash, outcomesApplied, duplicatesIgnored: 0 });
  await anew.stop(GRACE_MS);
  const groupIds = [`${pipeline.topicPrefix}position-tracker-anew`];
  await deleteRun(pipeline.connection, { topics: [], groupIds });
}, 90_000);

it('has positions equal the ledger’s when one instance stands still, is taken over, and comes back', async () => {
  await using pipeline = await openPipeline({ fillDelayMs: 5 });
  await using account = reportedAccount(pipeline);
  const zombie = await pipeline.start('position-tracker', {});
  const first = trackerAt((await zombie.ready).url);
  await account.startReports();
  const round = (quantity: string) =>
    Promise.all(SYMBOLS.map((symbol) => account.place(symbol, quantity)));
  const holding = (quantity: string) =>
    Object.fromEntries(SYMBOLS.map((symbol) => [symbol, quantity]));
  await round('1');
  await expect.poll(() => first.positions(), { timeout: 10_000 }).toEqual(holding('1'));

  zombie.kill('SIGSTOP');
  const successor = await pipeline.start('position-tracker', {});
  const second = trackerAt((await successor.ready).url);
  await round('2');
  await expect.poll(() => second.positions(), { timeout: 30_000 }).toEqual(holding('3'));
  zombie.kill('SIGCONT');
  for (let count = 0; count < 5; count += 1) await round('1');
  for (const tracker of [first, second])
    await expect.poll(() => tracker.positions(), { timeout: 20_000 }).toEqual(holding('8'));
  expect(await ledgerPositions(pipeline)).toEqual(holding('8'));
  const { outcomesApplied, duplicatesIgnored } = await second.state();
  expect([outcomesApplied, duplicatesIgnored]).toEqual([(await account.outcomes()).length, 0]);
}, 90_000);

it('builds the same state again after Redis lost everything', async () => {
  await using pipeline = await openPipeline({ fillDelayMs: 5 });
  await using account = reportedAccount(pipeline);
  const { ready } = await pipeline.start('position-tracker', {});
  const tracker = trackerAt((await ready).url);
  await account.startReports();
  for (const symbol of SYMBOLS) await account.place(symbol, '4');
  const expected = Object.fromEntries(SYMBOLS.map((symbol) => [symbol, '4']));
  await expect.poll(() => tracker.positions(), { timeout: 10_000 }).toEqual(expected);
  const { hash } = await tracker.state();

  const redis = await connectRedis(z.object(redisEnvironment).parse(process.env));
  await redis.unlink(...(await redis.keys(`tracker:{${pipeline.topicPrefix}*`)));
  redis.disconnect();
  expect(await tracker.positions()).toEqual({});
  // Nothing has to happen for it: the owners look.
  await expect.poll(() => tracker.positions(), { timeout: 15_000 }).toEqual(expected);
  expect((await tracker.state()).hash).toBe(hash);
}, 60_000);

it('shows a position that the venue has otherwise, and that it is equal again', async () => {
  await using pipeline = await openPipeline({ fillDelayMs: 5 });
  await using account = reportedAccount(pipeline);
  const { accountId, simulatorUrl } = pipeline;
  const { ready } = await pipeline.start('position-tracker', {
    ALPACA_BASE_URL: simulatorUrl,
    ALPACA_ACCOUNTS: JSON.stringify([{ accountId, keyId: 'test-key', secretKey: 'test-secret' }]),
    BROKER_REQUESTS_PER_MINUTE: '0',
    TRACKER_COMPARE_MS: '300',
  });
  const tracker = trackerAt((await ready).url);
  const gauge = async () =>
    /^orderonce_position_breaks{account_id="(.*)"} (\d+)$/m.exec(await tracker.metrics())?.slice(1);
  const results = async () => (await tracker.breaks()).accounts.map(({ result }) => result);
  await expect.poll(results, { timeout: 10_000 }).toEqual(['equal']);
  expect(await gauge()).toEqual([accountId, '0']);

  // Nobody tells of this fill: execution reports do not run.
  await account.place('AAPL', '5');
  await expect
    .poll(async () => (await tracker.breaks()).breaks, { timeout: 10_000 })
    .toMatchObject([{ symbol: 'AAPL', ours: '0', venue: '5' }]);
  expect(await gauge()).toEqual([accountId, '1']);

  await account.startReports();
  await expect.poll(results, { timeout: 15_000 }).toEqual(['equal']);
  expect((await tracker.breaks()).breaks).toEqual([]);
  expect(await gauge()).toEqual([accountId, '0']);
}, 60_000);
