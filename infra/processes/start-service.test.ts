import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startService } from './start-service.ts';

const READY = `console.log(JSON.stringify({ event: 'ready', pid: process.pid }));`;
const STAY = `setInterval(() => {}, 1000);`;

let folder: string;
const starters: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'service-'));
});
afterEach(() => {
  for (const child of starters.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function service(source: string, environment: Record<string, string> = {}) {
  const entry = join(folder, 'service.ts');
  writeFileSync(entry, source);
  return startService({ name: 'probe', entry, environment, logDirectory: join(folder, 'logs') });
}

/** A process that ended counts as gone though nobody has collected it yet. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s*Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await delay(10);
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

test('a service is ready once it says so, under its own pid, and prints into its log file', async () => {
  const source = `console.error('to stderr', process.env.WORD); ${READY} ${STAY}`;
  const running = await service(source, { WORD: 'mercury' });
  await running.ready;
  expect(readFileSync(running.logFile, 'utf8')).toBe(
    `to stderr mercury\n{"event":"ready","pid":${running.pid}}\n`,
  );
  expect(await running.stop(5000)).toEqual({ code: null, signal: 'SIGTERM' });
});

test('a service that listens tells where', async () => {
  const listening = `console.log(JSON.stringify({ event: 'listening', url: 'http://a:1' }));`;
  const running = await service(`${listening} ${READY} ${STAY}`);
  expect(await running.ready).toEqual({ url: 'http://a:1' });
  await running.stop(5000);
});

test('a service that ends before it is ready rejects with its last lines', async () => {
  const running = await service(`console.log('KAFKA_BROKERS: is required'); process.exit(2)`);
  await expect(running.ready).rejects.toThrow(
    /^probe ended with exit code 2 before it was ready; .*\nKAFKA_BROKERS: is required$/s,
  );
  expect(await running.exited).toEqual({ code: 2, signal: null });
});

test('readiness that a former run logged is not taken for that of this run', async () => {
  const first = await service(`${READY} ${STAY}`);
  await first.ready;
  await first.stop(5000);
  const second = await service(`process.exit(3)`);
  await expect(second.ready).rejects.toThrow('probe ended with exit code 3 before it was ready');
});

test('readiness that arrives together with the end counts', async () => {
  const running = await service(READY);
  await running.ready;
  expect(await running.exited).toEqual({ code: 0, signal: null });
});

test('a service that ignores SIGTERM is killed after the grace', async () => {
  const running = await service(`process.on('SIGTERM', () => {}); ${READY} ${STAY}`);
  await running.ready;
  expect(await running.stop(100)).toEqual({ code: null, signal: 'SIGKILL' });
});

test('a signal reaches exactly the service: SIGSTOP stops it and SIGKILL ends it', async () => {
  const running = await service(`${READY} ${STAY}`);
  await running.ready;
  running.kill('SIGSTOP');
  while (!/^State:\s*T/m.test(readFileSync(`/proc/${running.pid}/status`, 'utf8'))) await delay(5);
  running.kill('SIGKILL');
  expect(await running.exited).toEqual({ code: null, signal: 'SIGKILL' });
});

test('a service whose log cannot be written is not started', async () => {
  mkdirSync(join(folder, 'logs/probe.log'), { recursive: true });
  await expect(service(STAY)).rejects.toThrow('EISDIR');
});

test('the guardian goes when it has nothing left to guard', async () => {
  const running = await service(`${READY} ${STAY}`);
  const guardian = parentOf(running.pid);
  await running.stop(5000);
  await untilGone(guardian);
});

test('a service ends with its guardian', async () => {
  const running = await service(`${READY} ${STAY}`);
  await running.ready;
  process.kill(parentOf(running.pid), 'SIGKILL');
  expect(await running.exited).toEqual({ code: null, signal: 'SIGKILL' });
  await untilGone(running.pid);
});

/** Another process that starts a service and leaves something to be undone. */
async function starter(whileRunning: string, onSigterm = '') {
  const kept = join(folder, 'kept');
  mkdirSync(kept);
  const entry = join(folder, 'guarded.ts');
  writeFileSync(entry, `${onSigterm} ${READY} ${STAY}`);
  const source = join(folder, 'starter.ts');
  writeFileSync(
    source,
    `import { startService } from '${import.meta.dirname}/start-service.ts';
     import { addLastAct } from '${import.meta.dirname}/guardian/guardian.ts';
     addLastAct({ kind: 'remove-folder', folder: ${JSON.stringify(kept)} });
     const service = await startService({
       name: 'guarded', entry: ${JSON.stringify(entry)}, environment: {},
       logDirectory: ${JSON.stringify(join(folder, 'logs'))},
     });
     await service.ready;
     console.log(service.pid);
     ${whileRunning}`,
  );
  const child = spawn(process.execPath, [source], { stdio: ['ignore', 'pipe', 'ignore'] });
  starters.push(child);
  const [line] = await once(child.stdout, 'data');
  return { child, pid: Number(line), kept };
}

test.each(['SIGKILL', 'SIGTERM', 'SIGINT'] as const)(
  'everything is ended and undone when the starter dies of %s',
  async (signal) => {
    const { child, pid, kept } = await starter('');
    const guardian = parentOf(pid);
    child.kill(signal);
    await untilGone(pid);
    await untilGone(guardian);
    expect(existsSync(kept)).toBe(false);
  },
);

test('everything is ended and undone when the starter throws', async () => {
  const { pid, kept } = await starter(`setTimeout(() => { throw new Error('planned') }, 50);`);
  const guardian = parentOf(pid);
  await untilGone(pid);
  await untilGone(guardian);
  expect(existsSync(kept)).toBe(false);
});

test('a service that ignores SIGTERM ends with its starter too', async () => {
  const { child, pid } = await starter('', `process.on('SIGTERM', () => {});`);
  child.kill('SIGKILL');
  await untilGone(pid);
});

test('a stopped service ends with its starter too', async () => {
  const { child, pid } = await starter(`service.kill('SIGSTOP');`);
  child.kill('SIGKILL');
  await untilGone(pid);
});
