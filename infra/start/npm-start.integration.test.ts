import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { CHECKOUT } from '../checkout.ts';

/** In the environment of everything that the test starts, however deep. */
const MARK = `ORDERONCE_TEST_MARK=${randomBytes(8).toString('hex')}`;
const [MARK_NAME = '', MARK_VALUE = ''] = MARK.split('=');

function marked(): { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        if (!readFileSync(`/proc/${name}/environ`, 'utf8').includes(MARK)) return [];
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return [{ pid: Number(name), command }];
      } catch {
        return [];
      }
    });
}

afterEach(() => {
  for (const { pid } of marked()) process.kill(pid, 'SIGKILL');
});

/** npm start as a person types it, on a machine that gives it neither Kafka nor Redis. */
function npmStart() {
  const { KAFKA_BROKERS: _, REDIS_URL: __, ...environment } = process.env;
  const child = spawn('npm', ['start'], {
    cwd: CHECKOUT,
    env: { ...environment, [MARK_NAME]: MARK_VALUE },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const printed = async (pattern: RegExp) => {
    for (;;) {
      const match = pattern.exec(output);
      if (match) return match[1] ?? '';
      await once(child.stdout, 'data');
    }
  };
  return { child, printed, closed: once(child.stdout, 'close') };
}

async function orderIsFilled(ledgerUrl: string): Promise<void> {
  while (!(await (await fetch(ledgerUrl)).text()).includes('"fill"')) await delay(200);
}

test('npm start trades until it is told to stop, revives what dies, and leaves nothing behind', async () => {
  const { child, printed, closed } = npmStart();
  const ledgerUrl = await printed(/(http:\S+\/sim\/ledger)/);
  const positionsUrl = await printed(/(http:\S+\/positions)/);
  const logFolder = await printed(/Logs +(\S+)/);
  await printed(/Everything runs/);
  await orderIsFilled(ledgerUrl);
  expect(await (await fetch(positionsUrl)).json()).toMatchObject({ positions: expect.any(Array) });

  const executor = marked().find(({ command }) => command.includes('services/executor'));
  process.kill(executor?.pid ?? 0, 'SIGKILL');
  const killed = await printed(/(executor-\d) ended by SIGKILL; starting it again in 250 ms/);
  const logOf = (name: string) => readFileSync(join(CHECKOUT, logFolder, `${name}.log`), 'utf8');
  while (logOf(killed).split('"event":"ready"').length < 3) await delay(50);

  child.kill('SIGTERM');
  await printed(/Stopping …/);
  await closed;
  while (marked().length > 0) await delay(50);
  const inOrder = [
    'strategy-2',
    'strategy-1',
    'executor-2',
    'executor-1',
    'execution-reports',
    'position-tracker',
    'broker-simulator',
  ];
  const logs = inOrder.map((name) =>
    readFileSync(join(CHECKOUT, logFolder, `${name}.log`), 'utf8'),
  );
  for (const [at, log] of logs.slice(1).entries())
    expect(toldToStopAtMs(log)).toBeGreaterThanOrEqual(lastHeardAtMs(logs[at] ?? ''));
}, 120_000);

function toldToStopAtMs(log: string): number {
  return Number(/"time":(\d+)[^\n]*"event":"stopping"/.exec(log)?.[1]);
}

function lastHeardAtMs(log: string): number {
  return Number(/"time":(\d+)[^\n]*$/.exec(log.trimEnd())?.[1]);
}
