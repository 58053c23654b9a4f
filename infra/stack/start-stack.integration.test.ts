import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { WORK_FOLDER } from '../checkout.ts';
import { awaitRedis } from './await-redis.ts';
import { awaitGroupCoordinator } from './native/coordinator.ts';
import { runTool } from './run-tool.ts';
import { type StackOptions, startStack } from './start-stack.ts';

const GIVEN_KAFKA = process.env['KAFKA_BROKERS'] ?? '';
const GIVEN_REDIS = process.env['REDIS_URL'] ?? '';

let folder: string;
const starters: ChildProcess[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stack-'));
});
afterAll(() => {
  for (const child of starters) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** This machine without what its own environment gives, and without Docker. */
function native(variables: Record<string, string> = {}): StackOptions {
  const { PATH, JAVA_HOME } = process.env;
  return {
    variables: { PATH, JAVA_HOME, ...variables },
    logFolder: folder,
    runTool: async (command, ...rest) =>
      command === 'docker' ? { exitCode: null, output: '' } : runTool(command, ...rest),
  };
}

/** What belongs to the stacks of one process: their data folders, and processes that work in them. */
function leftOf(pid: number): string[] {
  const parent = join(WORK_FOLDER, 'run');
  const own = `${parent}/${pid}-`;
  const folders = existsSync(parent)
    ? readdirSync(parent).filter((name) => name.startsWith(`${pid}-`))
    : [];
  const processes = readdirSync('/proc').filter(
    (pid) => /^\d+$/.test(pid) && `${workingFolder(pid)} ${commandLine(pid)}`.includes(own),
  );
  return [...folders, ...processes.map(commandLine)];
}

function workingFolder(pid: string): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

test('a native stack is ready for clients at once, and leaves neither process nor data nor port', async () => {
  const stack = await startStack(native());
  const { KAFKA_BROKERS = '', REDIS_URL = '' } = stack.environment;
  await awaitGroupCoordinator(KAFKA_BROKERS);
  await awaitRedis({ url: REDIS_URL }, 1000);
  expect(leftOf(process.pid)).toHaveLength(4);
  expect(readFileSync(join(stack.logFolder, 'kafka.log'), 'utf8')).toContain(
    'Kafka Server started',
  );

  await stack.stop();
  expect(leftOf(process.pid)).toEqual([]);
  await expect(awaitRedis({ url: REDIS_URL }, 1000)).rejects.toThrow('ECONNREFUSED');
  expect(existsSync(join(stack.logFolder, 'kafka.log'))).toBe(true);
});

test('Kafka may be given alone: Redis is provided, and only it is stopped', async () => {
  const stack = await startStack(native({ KAFKA_BROKERS: GIVEN_KAFKA }));
  expect(stack.environment).toMatchObject({ KAFKA_BROKERS: GIVEN_KAFKA });
  expect(stack.environment['REDIS_URL']).not.toBe(GIVEN_REDIS);
  await stack.stop();
  await awaitGroupCoordinator(GIVEN_KAFKA.split(',')[0] ?? '');
});

test('Redis may be given alone: Kafka is provided, and only it is stopped', async () => {
  const stack = await startStack(native({ REDIS_URL: GIVEN_REDIS }));
  expect(stack.environment).toMatchObject({ REDIS_URL: GIVEN_REDIS });
  expect(stack.environment['KAFKA_BROKERS']).not.toBe(GIVEN_KAFKA);
  await stack.stop();
  await awaitRedis({ url: GIVEN_REDIS }, 1000);
});

test('Docker Compose is used where a daemon answers, and this machine where it cannot start them', async () => {
  const asked: string[] = [];
  const docker = (upExitCode: number): StackOptions => ({
    variables: { KAFKA_BROKERS: GIVEN_KAFKA },
    logFolder: folder,
    runTool: async (command, args, ...rest) => {
      if (command !== 'docker') return runTool(command, args, ...rest);
      asked.push(args.find((arg) => ['info', 'version', 'up', 'down'].includes(arg)) ?? '');
      return { exitCode: args.includes('up') ? upExitCode : 0, output: 'no such image' };
    },
  });
  const composed = await startStack(docker(0));
  expect(composed.description[1]).toContain('(Docker Compose, project orderonce-');
  await composed.stop();
  expect(asked).toEqual(['info', 'version', 'up', '', 'down']);

  const said: string[] = [];
  const native = await startStack({ ...docker(1), say: (line) => said.push(line) });
  expect(native.description[1]).toContain('(started here)');
  expect(said).toContain(
    'Docker Compose could not start redis:\nno such image\nGoing on without Docker.',
  );
  await native.stop();
});

test('a Kafka that was started is stopped when Redis does not start', async () => {
  const broken = join(folder, 'redis-server');
  writeFileSync(broken, '#!/bin/sh\necho "v=7.0 but no memory"\n[ "$1" = --version ]\n');
  chmodSync(broken, 0o755);
  vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`);
  try {
    await expect(startStack(native())).rejects.toThrow(
      /^Redis did not start \(exit code 1; .*redis\.log\):\nv=7\.0 but no memory$/,
    );
  } finally {
    vi.unstubAllEnvs();
  }
  expect(leftOf(process.pid)).toEqual([]);
});

/** Another process with a native stack of its own, as far as it is not given one. */
async function starter(given: Record<string, string>) {
  const source = join(folder, 'starter.ts');
  writeFileSync(
    source,
    `import { startStack } from '${import.meta.dirname}/start-stack.ts';
     import { runTool } from '${import.meta.dirname}/run-tool.ts';
     const { PATH, JAVA_HOME } = process.env;
     await startStack({
       variables: { PATH, JAVA_HOME, ...${JSON.stringify(given)} },
       logFolder: ${JSON.stringify(folder)},
       runTool: async (command, ...rest) =>
         command === 'docker' ? { exitCode: null, output: '' } : runTool(command, ...rest),
     });
     console.log('ready');
     process.on('message', () => { throw new Error('planned'); });`,
  );
  const child = spawn(process.execPath, [source], { stdio: ['ignore', 'pipe', 'ignore', 'ipc'] });
  starters.push(child);
  if (child.stdout === null || child.pid === undefined) throw new Error('no pipe');
  await once(child.stdout, 'data');
  return { child, pid: child.pid };
}

async function nothingIsLeftOf(pid: number): Promise<void> {
  const giveUpAtMs = performance.now() + 10_000;
  while (leftOf(pid).length > 0 && performance.now() < giveUpAtMs) await delay(50);
  expect(leftOf(pid)).toEqual([]);
}

test('nothing is left of a stack whose starter is killed with SIGKILL', async () => {
  const { child, pid } = await starter({});
  expect(leftOf(pid)).toHaveLength(4);
  child.kill('SIGKILL');
  await nothingIsLeftOf(pid);
});

test.each(['SIGTERM', 'SIGINT', 'an error'] as const)(
  'nothing is left of a stack whose starter ends by %s',
  async (end) => {
    const { child, pid } = await starter({ KAFKA_BROKERS: GIVEN_KAFKA });
    expect(leftOf(pid)).toHaveLength(2);
    if (end === 'an error') child.send('now');
    else child.kill(end);
    await nothingIsLeftOf(pid);
  },
);
