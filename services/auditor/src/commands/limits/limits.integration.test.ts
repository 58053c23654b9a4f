import { decodeControl } from '@orderonce/contracts';
import { readTopic } from '@orderonce/kafka';
import { integrationConnection } from '@orderonce/kafka/testing';
import { expect, test } from 'vitest';
import { openAuditor } from '../../testing/auditor-under-test.ts';

test('limits are set, added to, shown and cleared, each acknowledged by every executor', async () => {
  await using auditor = await openAuditor();
  await using _executor = await auditor.startExecutor('exec-1');
  const change = (...args: string[]) =>
    auditor.run('limits', ...args, '--account', 'acct-1', '--why', 'new desk');
  const set = await change('set', '--max-quantity', '500', '--allow-strategies', 'MOM');
  expect(set.printed).toMatch(/^ {2}before: no limit\n {2}now: {4}quantity ≤ 500; only MOM$/m);
  expect(set.printed).toMatch(/✓ exec-1 acknowledged/);
  expect(set.exitCode).toBe(0);
  await change('set', '--max-quantity', 'none', '--max-orders-per-second', '20');
  expect((await auditor.run('limits', 'show')).printed).toMatch(
    /^account\/acct-1 +ada .+ ≤ 20 orders\/s; only MOM \(new desk\)$/m,
  );
  expect((await change('clear')).exitCode).toBe(0);
  expect((await auditor.run('limits', 'show')).printed).toBe('No limits are set.');
});

test('names every wrong option at once', async () => {
  await using auditor = await openAuditor();
  const { warned, exitCode } = await auditor.run('limits', 'set', '--max-quantity', 'many');
  expect(warned.split('\n')).toEqual([
    'say --account, --strategy, or both',
    expect.stringMatching(/^--max-quantity must be a decimal string/),
    '--why is missing',
  ]);
  expect(exitCode).toBe(2);
});

test('a reference price stands on the control topic, and is shown with its age', async () => {
  await using auditor = await openAuditor();
  expect((await auditor.run('price', 'show')).printed).toContain('No reference price is set.');
  expect((await auditor.run('price', 'set', 'AAPL', '178.50')).exitCode).toBe(0);
  const records: unknown[] = [];
  const topic = auditor.topics.control;
  const reading = readTopic(integrationConnection(), { topic, from: 'beginning', until: 'end' });
  for await (const batch of reading)
    for (const { key, value } of batch) records.push(decodeControl(key, value));
  expect(records).toMatchObject([
    { key: 'reference-price/AAPL', record: { kind: 'reference-price', price: '178.50' } },
  ]);
  await auditor.run('price', 'set', 'TSLA', '400');
  await auditor.run('price', 'set', 'AAPL', '179');
  const { printed, exitCode } = await auditor.run('price', 'show');
  expect(printed).toMatch(/AAPL +179 +\d+ .*ago\nTSLA +400 +\d+ .*ago/);
  expect(exitCode).toBe(0);
});
