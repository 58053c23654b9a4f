import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RunTool } from '../run-tool.ts';
import { installRedis } from './install-redis.ts';
import type { Machine } from './machine.ts';
import { prepareMachine } from './prepare-machine.ts';

const JAVA = 'openjdk version "17.0.15" 2025-04-15';
const REDIS = 'Redis server v=7.0.15 sha=0';
const silent = () => {};

function machine(tools: Record<string, string>, more: Partial<Machine> = {}): Machine {
  const runTool: RunTool = async (command) => {
    const output = tools[command];
    return output === undefined ? { exitCode: null, output: '' } : { exitCode: 0, output };
  };
  return { runTool, variables: {}, isRoot: false, hasKafkaJars: false, ...more };
}

test('a machine with Java, Maven and redis-server is ready', async () => {
  const ready = machine({ java: JAVA, mvn: '', 'redis-server': REDIS });
  await prepareMachine(['kafka', 'redis'], ready, silent);
});

test('Maven is not needed once Kafka was downloaded', async () => {
  await prepareMachine(['kafka'], machine({ java: JAVA }, { hasKafkaJars: true }), silent);
});

test('only what is wanted is looked for', async () => {
  await prepareMachine(['redis'], machine({ 'redis-server': REDIS }), silent);
  await prepareMachine([], machine({}), silent);
});

test('everything missing is told at once', async () => {
  const failure = await prepareMachine(['kafka', 'redis'], machine({}), silent).catch((e) => e);
  expect(failure.name).toBe('StackFailure');
  expect(failure.message).toContain('default-jre-headless maven redis-server\n');
});

test('nothing is installed by one who is not root, nor where Kafka cannot run anyway', async () => {
  const said: string[] = [];
  const say = (line: string) => said.push(line);
  const user = machine({ 'apt-get': '' });
  await expect(prepareMachine(['redis'], user, say)).rejects.toThrow(
    'apt-get install redis-server',
  );
  const noJava = machine({ 'apt-get': '' }, { isRoot: true });
  await expect(prepareMachine(['kafka', 'redis'], noJava, say)).rejects.toThrow(
    'maven redis-server',
  );
  expect(said).toEqual([]);
});

test('root on Debian gets redis-server installed', async () => {
  const tools: Record<string, string> = {};
  const calls: string[] = [];
  const runTool: RunTool = async (command, args) => {
    calls.push([command, ...args].join(' '));
    if (command === 'apt-get' && args.includes('install')) tools['redis-server'] = REDIS;
    if (command === 'apt-get') return { exitCode: 0, output: '' };
    const output = tools[command];
    return output === undefined ? { exitCode: null, output: '' } : { exitCode: 0, output };
  };
  const said: string[] = [];
  await prepareMachine(['redis'], { ...machine({}), runTool, isRoot: true }, (line) =>
    said.push(line),
  );
  expect(calls).toEqual([
    'redis-server --version',
    'apt-get --version',
    'apt-get -q update',
    'apt-get -q install -y --no-install-recommends redis-server',
    'redis-server --version',
  ]);
  expect(said).toEqual(['Installing redis-server (once, apt-get) …']);
});

test("apt's last words are told when it fails, and how to install by hand", async () => {
  const runTool: RunTool = async (command, args) => {
    if (command !== 'apt-get') return { exitCode: null, output: '' };
    if (!args.includes('install')) return { exitCode: 0, output: '' };
    return { exitCode: 100, output: 'E: Unable to locate package redis-server\n' };
  };
  const said: string[] = [];
  const installing = prepareMachine(['redis'], { ...machine({}), runTool, isRoot: true }, (line) =>
    said.push(line),
  );
  await expect(installing).rejects.toThrow('Redis cannot be started on this machine');
  expect(said.at(-1)).toBe('E: Unable to locate package redis-server');
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'policy-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the package may not start a server of its own while it is installed', async () => {
  const policy = join(folder, 'policy-rc.d');
  const seen: string[] = [];
  const runTool: RunTool = async () => {
    seen.push(`${(statSync(policy).mode & 0o777).toString(8)} ${readFileSync(policy, 'utf8')}`);
    return { exitCode: 0, output: '' };
  };
  expect(await installRedis(runTool, silent, policy)).toBeNull();
  expect(seen).toEqual(['755 #!/bin/sh\nexit 101\n', '755 #!/bin/sh\nexit 101\n']);
  expect(existsSync(policy)).toBe(false);
});

test('a policy that the machine has already is left as it is', async () => {
  const policy = join(folder, 'policy-rc.d');
  writeFileSync(policy, 'of the machine');
  await installRedis(async () => ({ exitCode: 0, output: '' }), silent, policy);
  expect(readFileSync(policy, 'utf8')).toBe('of the machine');
});
