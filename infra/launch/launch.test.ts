import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';

/** A checkout of its own with the real launcher, and an npx that only notes how it was called. */
let checkout: string;
let binaries: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'launch-'));
  binaries = join(checkout, 'machine-bin');
  mkdirSync(binaries);
  mkdirSync(join(checkout, 'packages/one'), { recursive: true });
  writeFileSync(join(checkout, 'packages/one/package.json'), '{}');
  writeFileSync(join(checkout, 'pnpm-lock.yaml'), 'lock');
  writeFileSync(join(checkout, 'pnpm-workspace.yaml'), 'workspace');
  writeFileSync(join(checkout, 'package.json'), '{"packageManager":"pnpm@1.2.3","type":"module"}');
  cpSync(import.meta.dirname, join(checkout, 'infra/launch'), { recursive: true });
  fakeNpx(`mkdir -p node_modules/.bin && ln -sf ${process.execPath} node_modules/.bin/node`);
});

afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(checkout, { recursive: true, force: true });
});

function fakeNpx(script: string): void {
  const calls = join(checkout, 'npx-calls');
  const path = join(binaries, 'npx');
  writeFileSync(path, `#!/bin/sh\necho "$*" >> ${calls}\n${script}\n`);
  chmodSync(path, 0o755);
}

function npxCalls(): string[] {
  const path = join(checkout, 'npx-calls');
  return existsSync(path) ? readFileSync(path, 'utf8').trim().split('\n') : [];
}

function entry(source: string): void {
  writeFileSync(join(checkout, 'entry.ts'), source);
}

function launch(args: string[], environment: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, ['infra/launch/launch.mjs', ...args], {
    cwd: checkout,
    env: { PATH: `${binaries}${delimiter}/usr/bin${delimiter}/bin`, ...environment },
  });
  children.push(child);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = once(child, 'close').then(([code, signal]) => ({ code, signal, stdout, stderr }));
  const printed = async (text: string) => {
    while (!stdout.includes(text)) await once(child.stdout, 'data');
  };
  return { child, ended, printed };
}

test('installs with the pinned pnpm, then runs the entry with its arguments', async () => {
  entry('const word: string = process.argv.slice(2).join("+"); console.log(word);');
  const first = await launch(['entry.ts', 'a', 'b']).ended;
  expect(first).toMatchObject({ code: 0, stdout: 'a+b\n' });
  expect(first.stderr).toBe('Installing dependencies (once) …\n');
  expect(npxCalls()).toEqual(['--yes pnpm@1.2.3 --pm-on-fail=ignore install --frozen-lockfile']);
});

test('installs nothing the second time, and again once the lock file or a manifest has changed', async () => {
  entry('');
  await launch(['entry.ts']).ended;
  expect((await launch(['entry.ts']).ended).stderr).toBe('');
  expect(npxCalls()).toHaveLength(1);
  writeFileSync(join(checkout, 'pnpm-lock.yaml'), 'another lock');
  await launch(['entry.ts']).ended;
  expect(npxCalls()).toHaveLength(2);
  writeFileSync(join(checkout, 'packages/one/package.json'), '{"name":"one"}');
  await launch(['entry.ts']).ended;
  expect(npxCalls()).toHaveLength(3);
});

test('starts at once when everything is installed', async () => {
  entry('console.log(Date.now())');
  await launch(['entry.ts']).ended;
  const startedAtMs = Date.now();
  const { stdout } = await launch(['entry.ts']).ended;
  expect(Number(stdout) - startedAtMs).toBeLessThan(1000);
});

test('a failed installation is shown, ends with its code, and is tried again', async () => {
  entry('console.log("must not run")');
  fakeNpx('echo "the lock file is out of date" >&2; exit 7');
  const failed = await launch(['entry.ts']).ended;
  expect(failed).toMatchObject({ code: 7, stdout: '' });
  expect(failed.stderr).toContain('the lock file is out of date');
  await launch(['entry.ts']).ended;
  expect(npxCalls()).toHaveLength(2);
});

test('a machine without npm gets told what to install', async () => {
  entry('');
  const failed = await launch(['entry.ts'], { PATH: join(checkout, 'nowhere') }).ended;
  expect(failed.code).toBe(1);
  expect(failed.stderr).toContain('npx was not found. Install npm');
});

test('tells how it is used when no entry is given', async () => {
  expect(await launch([]).ended).toMatchObject({
    code: 2,
    stderr: 'usage: node infra/launch/launch.mjs <entry.ts|js> [arguments…]\n',
  });
});

test("ends with the entry's exit code, and by the signal that killed the entry", async () => {
  entry('process.exit(42)');
  expect((await launch(['entry.ts']).ended).code).toBe(42);
  entry('process.kill(process.pid, "SIGKILL")');
  expect((await launch(['entry.ts']).ended).signal).toBe('SIGKILL');
});

test('the entry finds the pinned Node first on its PATH', async () => {
  entry('console.log(process.env.PATH.split(":")[0])');
  const { stdout } = await launch(['entry.ts']).ended;
  expect(stdout).toBe(`${join(checkout, 'node_modules/.bin')}\n`);
});

/** Tells how often it was signalled in the time that it takes to stop. */
const countSignals = (stopMs: number) => `
  let count = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => {
      count += 1;
      setTimeout(() => { console.log(signal, count); process.exit(0); }, ${stopMs});
    });
  setInterval(() => {}, 1000);
  console.log('up', process.pid);`;

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  'hands %s on, once, however often it arrives for one Ctrl-C',
  async (signal) => {
    entry(countSignals(300));
    const { child, ended, printed } = launch(['entry.ts']);
    await printed('up');
    child.kill(signal);
    await delay(20);
    child.kill(signal);
    expect((await ended).stdout).toContain(`${signal} 1\n`);
  },
);

test('a SIGTERM during the installation stops the installer too', async () => {
  entry('console.log("must not run")');
  fakeNpx('echo $$ > installer-pid; sleep 60');
  const { child, ended } = launch(['entry.ts']);
  const pidFile = join(checkout, 'installer-pid');
  while (!existsSync(pidFile) || readFileSync(pidFile, 'utf8') === '') await delay(10);
  child.kill('SIGTERM');
  expect(await ended).toMatchObject({ signal: 'SIGTERM', stdout: '' });
  const pid = Number(readFileSync(pidFile, 'utf8'));
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

test('the entry ends when the launcher is killed without a word', async () => {
  entry(countSignals(300));
  const { child, ended, printed } = launch(['entry.ts']);
  await printed('up');
  child.kill('SIGKILL');
  expect((await ended).stdout).toContain('SIGTERM 1\n');
});

test('under npm, SIGTERM or SIGKILL of npm stops the entry', async () => {
  entry(countSignals(1800));
  const manifest = { packageManager: 'pnpm@1.2.3', type: 'module', scripts: { start: '' } };
  manifest.scripts.start = `node infra/launch/launch.mjs entry.ts`;
  writeFileSync(join(checkout, 'package.json'), JSON.stringify(manifest));
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const npm = spawn('npm', ['start'], {
      cwd: checkout,
      env: { ...process.env, PATH: `${binaries}${delimiter}${process.env['PATH']}` },
    });
    children.push(npm);
    let stdout = '';
    npm.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    const closed = once(npm.stdout, 'close');
    while (!/up \d+\n/.test(stdout)) await once(npm.stdout, 'data');
    npm.kill(signal);
    await closed;
    expect(stdout).toContain('SIGTERM 1\n');
  }
}, 20_000);
