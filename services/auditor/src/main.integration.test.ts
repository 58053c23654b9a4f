import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openAuditor } from './testing/auditor-under-test.ts';
import { control } from './testing/records.ts';

const ENTRY = join(import.meta.dirname, 'main.ts');

function orderonce(args: readonly string[], variables: NodeJS.ProcessEnv = {}) {
  const { promise, resolve } = Promise.withResolvers<{
    exitCode: number;
    stdout: string;
    stderr: string;
  }>();
  const env = { PATH: process.env['PATH'], ...variables };
  const child = execFile(process.execPath, [ENTRY, ...args], { env }, (_error, stdout, stderr) =>
    resolve({ exitCode: child.exitCode ?? -1, stdout, stderr }),
  );
  return promise;
}

test('tells its commands and exit codes', async () => {
  const { exitCode, stdout } = await orderonce(['--help']);
  for (const command of ['held', 'kill', 'limits', 'price'])
    expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
  expect(stdout).toContain('Exit codes: 0 done; 1 refused, or not acknowledged in time; 2 bad');
  expect(exitCode).toBe(0);
});

test('has examples in the help of what stops and what resumes', async () => {
  const { stdout } = await orderonce(['kill', 'engage', '--help']);
  expect(stdout).toContain('$ orderonce kill engage --global --why "prices look wrong"');
});

test('ends with 2 on an option that it does not know', async () => {
  const { exitCode, stderr } = await orderonce(['held', 'list', '--colour']);
  expect(stderr).toContain("unknown option '--colour'");
  expect(exitCode).toBe(2);
});

test('never takes silence for everything', async () => {
  const { exitCode, stderr } = await orderonce(['kill', 'engage', '--why', 'w', '--who', 'ada']);
  expect(stderr).toBe(
    'say one of --account, --strategy and --symbol, or --global for everything\n',
  );
  expect(exitCode).toBe(2);
});

test('names every wrong variable at once, with exit code 2 and no secret', async () => {
  const { exitCode, stderr } = await orderonce(['kill', 'status'], {
    KAFKA_SSL: 'maybe',
    KAFKA_SASL_PASSWORD: 'hunter2',
    TOPIC_PREFIX: 'a b',
  });
  expect(stderr).toMatch(/^KAFKA_BROKERS: /m);
  expect(stderr).toMatch(/^KAFKA_SSL: must be true or false$/m);
  expect(stderr).toMatch(/^TOPIC_PREFIX: /m);
  expect(stderr).not.toMatch(/hunter2| {4}at /);
  expect(exitCode).toBe(2);
});

test('prints one JSON document and ends', async () => {
  await using auditor = await openAuditor();
  await auditor.say(control('hold'));
  const { exitCode, stdout, stderr } = await orderonce(['held', 'list', '--json'], {
    ...auditor.variables,
    CI: 'true',
  });
  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toMatchObject({
    held: [{ hold: { reason: { code: 'FATE_UNKNOWN' } }, resolvings: [] }],
  });
  expect(exitCode).toBe(0);
});
