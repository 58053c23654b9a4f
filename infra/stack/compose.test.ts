import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { CHECKOUT } from '../checkout.ts';
import { composeServers, hasDockerCompose } from './compose.ts';
import type { RunTool, ToolResult } from './run-tool.ts';

let logFolder: string;
beforeEach(() => {
  logFolder = mkdtempSync(join(tmpdir(), 'compose-'));
});
afterEach(() => rmSync(logFolder, { recursive: true, force: true }));

/** A Docker that answers as it is told and notes how it was asked. */
function docker(answers: (args: string) => Partial<ToolResult>) {
  const calls: { args: string; environment: Readonly<Record<string, string>> }[] = [];
  const runTool: RunTool = async (command, args, environment = {}) => {
    const line = [command, ...args].join(' ').replace(CHECKOUT, '.');
    calls.push({ args: line.replace(/orderonce-\d+-[0-9a-f]{6}/, 'PROJECT'), environment });
    return { exitCode: 0, output: '', ...answers(line) };
  };
  return { calls, runTool };
}

const silent = () => {};

test.each([
  ['a daemon and Compose', () => ({}), true],
  ['no daemon', (args: string) => ({ exitCode: args === 'docker info' ? 1 : 0 }), false],
  ['no Compose', (args: string) => ({ exitCode: args.includes('compose') ? 125 : 0 }), false],
  ['no docker command', () => ({ exitCode: null }), false],
])('a machine with %s can or cannot be used', async (_, answers, expected) => {
  expect(await hasDockerCompose(docker(answers).runTool)).toBe(expected);
});

test('only what is wanted is started, on free ports, as a project of its own', async () => {
  const { calls, runTool } = docker(() => ({}));
  const [redis] = await composeServers(['redis'], runTool, logFolder, silent);
  const up = calls[0];
  expect(up?.args).toBe(
    'docker compose -p PROJECT -f ./docker-compose.yml up --detach --wait --wait-timeout 180 redis',
  );
  const port = up?.environment['REDIS_PORT'];
  expect(Number(port)).toBeGreaterThan(1023);
  expect(up?.environment['KAFKA_PORT']).not.toBe(port);
  expect(redis?.environment).toEqual({ REDIS_URL: `redis://127.0.0.1:${port}` });
  await redis?.stop();
});

test('its logs are kept and all of it is removed at the end, once', async () => {
  const { calls, runTool } = docker((args) =>
    args.endsWith('--no-color') ? { output: 'lines' } : {},
  );
  const [redis] = await composeServers(['redis'], runTool, logFolder, silent);
  await redis?.stop();
  await redis?.stop();
  expect(calls.slice(1).map(({ args }) => args)).toEqual([
    'docker compose -p PROJECT -f ./docker-compose.yml logs --no-color',
    'docker compose -p PROJECT -f ./docker-compose.yml down --volumes --remove-orphans --timeout 5',
  ]);
  expect(readFileSync(join(logFolder, 'docker-compose.log'), 'utf8')).toBe('lines');
});

test('what does not come up is removed, and Docker is quoted', async () => {
  const { calls, runTool } = docker((args) =>
    args.includes(' up ') ? { exitCode: 1, output: 'pulling\nno such host' } : {},
  );
  const failing = composeServers(['kafka', 'redis'], runTool, logFolder, silent);
  await expect(failing).rejects.toThrow(
    'Docker Compose could not start kafka and redis:\npulling\nno such host',
  );
  expect(calls.at(-1)?.args).toContain(' down --volumes ');
  expect(existsSync(join(logFolder, 'docker-compose.log'))).toBe(true);
});
