import { expect, test } from 'vitest';
import { openAuditor } from '../../testing/auditor-under-test.ts';
import { control, outcome } from '../../testing/records.ts';

const ID = 'MOM-1RV4K2-000001-a3f8b2c1';

test('lists what is held as a table and as JSON', async () => {
  await using auditor = await openAuditor();
  expect((await auditor.run('held', 'list')).printed).toBe('No order is held.');
  await auditor.say(control('hold', { heldAtMs: Date.now() - 200_000 }));
  const { printed, exitCode } = await auditor.run('held', 'list', '--account', 'acct-1');
  expect(printed).toMatch(
    /^MOM-1RV4K2-000001-a3f8b2c1 {2}acct-1 +AAPL +BUY 10 LIMIT 178.50 {2}3 min 2\d s +FATE_UNKNOWN$/m,
  );
  expect(exitCode).toBe(0);
  const { printed: json } = await auditor.run('held', 'list', '--json');
  expect(JSON.parse(json)).toMatchObject({ held: [{ hold: { intent: { clientOrderId: ID } } }] });
});

test('shows all that is known of one, its outcomes with their evidence included', async () => {
  await using auditor = await openAuditor();
  await auditor.say(control('hold'));
  await auditor.say(control('resolution', { why: 'seen in the blotter' }));
  const atMs = 1_790_000_000_000;
  await auditor.publishOutcome(
    outcome({
      execType: 'HELD',
      ordStatus: 'UNKNOWN',
      source: 'executor',
      evidence: [{ atMs, action: 'submit', result: 'no answer', latencyMs: 5000 }],
    }),
  );
  const { printed } = await auditor.run('held', 'show', ID);
  expect(printed).toMatch(/^HELD MOM-1RV4K2-000001-a3f8b2c1$/m);
  expect(printed).toMatch(/^stands on +orders.intents, partition 3, offset 42$/m);
  expect(printed).toMatch(/^adopt +ada .+ seen in the blotter. No executor answered yet.$/m);
  expect(printed).toMatch(/submit +5000 ms +no answer/);
  expect((await auditor.run('held', 'show', ID, '--no-outcomes')).printed).not.toContain('submit');
});

test('resolving waits for the word of the executor, yes or no', async () => {
  await using auditor = await openAuditor();
  await using _executor = await auditor.startExecutor('exec-1', {
    answer: async (record) => {
      if (record.kind !== 'resolution') return null;
      if (record.decision === 'adopt') return { result: 'refused', text: 'no such order' };
      if (record.decision === 'resend') return { result: 'done', text: 'held again' };
      await auditor.sayRaw(`hold/acct-1/${ID}`, null);
      return { result: 'done', text: 'DENIED' };
    },
  });
  await auditor.say(control('hold'));
  const resolve = ['held', 'resolve', ID, '--why', 'not in the blotter', '--as'];
  const refused = await auditor.run(...resolve, 'adopt', '--broker-order-id', 'venue-1');
  expect(refused.printed).toContain('REFUSED by exec-1: no such order');
  expect(refused.exitCode).toBe(1);
  const again = await auditor.run(...resolve, 'resend');
  expect(again.printed).toContain('Done by exec-1: held again\nIt is held again');
  expect(again.exitCode).toBe(1);
  const done = await auditor.run(...resolve, 'absent');
  expect(done.printed).toContain('Done by exec-1: DENIED');
  expect(done.exitCode).toBe(0);
});

test('a resolution that nobody answers stays, and is not overwritten silently', async () => {
  await using auditor = await openAuditor();
  await auditor.say(control('hold'));
  const resolve = ['held', 'resolve', ID, '--wait', '300ms', '--why', 'w', '--as'];
  const first = await auditor.run(...resolve, 'absent');
  expect(first.printed).toContain('No executor answered in time. The resolution stays');
  expect(first.exitCode).toBe(1);
  const second = await auditor.run(...resolve, 'adopt');
  expect(second.warned).toContain('ada resolved this order as "absent" already (w)');
  expect(second.exitCode).toBe(1);
  const third = await auditor.run(...resolve, 'adopt', '--replace', '--json');
  expect(JSON.parse(third.printed)).toMatchObject({
    resolution: { decision: 'adopt' },
    progress: { kind: 'waiting' },
  });
});

test('what is not held cannot be resolved, and every bad option is named', async () => {
  await using auditor = await openAuditor();
  const unknown = await auditor.run('held', 'resolve', ID, '--as', 'absent', '--why', 'w');
  expect(unknown.warned).toContain(`no order ${ID} is held`);
  expect(unknown.exitCode).toBe(1);
  const bad = await auditor.run('held', 'resolve', 'x', '--as', 'maybe', '--wait', 'long');
  expect(bad.warned.split('\n')).toEqual([
    '--why is missing',
    '--wait must be a time such as 30s, 500ms or 2m',
    '<id> must be a structured order id such as MOM-1RV4K2-000001-a3f8b2c1',
    '--as must be one of adopt, absent, resend, abandon',
  ]);
  expect(bad.exitCode).toBe(2);
});
