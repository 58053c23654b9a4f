import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openAuditor } from '../../testing/auditor-under-test.ts';
import { acknowledgeAll } from '../../testing/fake-executor.ts';
import { control } from '../../testing/records.ts';

const WHY = ['--why', 'prices look wrong'];

test('engaging waits for every executor, and says who acknowledged after how long', async () => {
  await using auditor = await openAuditor();
  await using _first = await auditor.startExecutor('exec-1');
  await using _slow = await auditor.startExecutor('exec-2', {
    answer: (record) => delay(500, acknowledgeAll(record)),
  });
  const { exitCode, printed } = await auditor.run('kill', 'engage', '--symbol', 'AAPL', ...WHY);
  expect(printed).toMatch(/^STOP symbol\/AAPL is written \(change change-0001\); executors:$/m);
  expect(printed).toMatch(/^ {2}✓ exec-1 acknowledged after \d+ m?s: acts by it$/m);
  expect(printed).toMatch(/^ {2}✓ exec-2 acknowledged after \d+ m?s: acts by it$/m);
  expect(printed).toContain('Every executor acknowledged');
  expect(exitCode).toBe(0);
});

test('an executor that does not acknowledge in time is named, and the exit code is 1', async () => {
  await using auditor = await openAuditor();
  await using _first = await auditor.startExecutor('exec-1');
  await using _mute = await auditor.startExecutor('exec-2', { answer: () => null });
  const { exitCode, printed } = await auditor.run(
    ...['kill', 'engage', '--global', ...WHY, '--wait', '2s'],
  );
  expect(printed).toMatch(/✓ exec-1 acknowledged/);
  expect(printed).toContain('✗ exec-2 did not acknowledge in time');
  expect(printed).toContain('NOT every executor acknowledged. The switch stands');
  expect(exitCode).toBe(1);
  const status = await auditor.run('kill', 'status');
  expect(status.printed).toMatch(/^STOPPED global$/m);
  expect(status.printed).toMatch(/^acknowledged +exec-1$/m);
  expect(status.printed).toMatch(/^NOT acknowledged +exec-2$/m);
});

test('without any executor nobody acknowledged', async () => {
  await using auditor = await openAuditor();
  const { exitCode, printed } = await auditor.run(
    ...['kill', 'engage', '--global', ...WHY, '--wait', '500ms'],
  );
  expect(printed).toContain('no executor is in group');
  expect(exitCode).toBe(1);
});

test('resuming takes two steps, and executors acknowledge the second', async () => {
  await using auditor = await openAuditor();
  await using _executor = await auditor.startExecutor('exec-1');
  await auditor.run('kill', 'engage', '--account', 'acct-1', ...WHY);
  const scope = ['--account', 'acct-1'];
  const request = await auditor.run('kill', 'resume', ...scope, '--why', 'fine again');
  expect(request.exitCode).toBe(0);
  expect(request.printed).toContain('npm run -s orderonce -- kill confirm change-0002 --why');
  const between = await auditor.run('kill', 'status', '--json');
  expect(JSON.parse(between.printed)).toMatchObject({
    executors: ['exec-1'],
    engaged: [
      {
        killSwitch: { changeId: 'change-0001', who: 'ada', why: 'prices look wrong' },
        request: { changeId: 'change-0002', resumes: 'change-0001' },
        answers: [{ executorId: 'exec-1', state: 'done' }],
      },
    ],
  });

  const confirm = await auditor.run('kill', 'confirm', 'change-0002', '--why', 'checked');
  expect(confirm.printed).toMatch(/✓ exec-1 acknowledged/);
  expect(confirm.exitCode).toBe(0);
  expect((await auditor.run('kill', 'status')).printed).toContain('No kill switch is engaged.');
});

test('a confirmation is refused when the scope was stopped anew after the request', async () => {
  await using auditor = await openAuditor();
  await using _executor = await auditor.startExecutor('exec-1');
  await auditor.run('kill', 'engage', '--global', ...WHY);
  await auditor.run('kill', 'resume', '--global', '--why', 'fine again');
  await auditor.run('kill', 'engage', '--global', '--why', 'worse than thought');
  const confirm = await auditor.run('kill', 'confirm', 'change-0002', '--why', 'checked');
  expect(confirm.exitCode).toBe(1);
  expect(confirm.warned).toContain('change-0003 is engaged on global now, by ada: worse than');
  expect((await auditor.run('kill', 'status')).printed).toMatch(/^STOPPED global$/m);
});

test('nothing is resumed that is not stopped', async () => {
  await using auditor = await openAuditor();
  const { exitCode, warned } = await auditor.run('kill', 'resume', '--global', ...WHY);
  expect(warned).toBe('no kill switch is engaged on global');
  expect(exitCode).toBe(1);
});

test('a kill switch that cannot be read is shown, for it stops everything', async () => {
  await using auditor = await openAuditor();
  await auditor.say(control('kill-switch'));
  await auditor.sayRaw('kill-switch/global', '{"schemaVersion":9}');
  const { printed, warned } = await auditor.run('kill', 'status');
  expect(warned).toContain('1 record(s) of the control topic cannot be read');
  expect(printed).toMatch(/^STOPPED everything\nThe record kill-switch\/global cannot be read/m);
  await auditor.say(control('kill-switch', { changeId: 'kill-0002' }));
  expect((await auditor.run('kill', 'status')).printed).toMatch(/^STOPPED global$/m);
});

test('status names the executors that live now, not those that acknowledged and stopped', async () => {
  await using auditor = await openAuditor();
  const stopped = await auditor.startExecutor('exec-1');
  expect((await auditor.run('kill', 'engage', '--global', ...WHY)).exitCode).toBe(0);
  await stopped[Symbol.asyncDispose]();
  await using _mute = await auditor.startExecutor('exec-2', { answer: () => null });
  const { printed } = await auditor.run('kill', 'status', '--json');
  expect(JSON.parse(printed)).toMatchObject({
    executors: ['exec-2'],
    engaged: [{ answers: [{ executorId: 'exec-2', state: 'waiting' }] }],
  });
});
