import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { CHECKOUT } from '../checkout.ts';
import { runStaticCheck, STATIC_CHECKS, type StaticCheck } from './static-checks.ts';

const TSCONFIG = 'infra/check/tsconfig.json';

/** A checkout of its own, checked by the real tools. */
let checkout: string;
beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'check-'));
  for (const folder of ['infra/check', 'one'])
    mkdirSync(join(checkout, folder), { recursive: true });
  for (const link of ['node_modules', 'infra/check/knip-count.mjs'])
    symlinkSync(join(CHECKOUT, link), join(checkout, link));
  write('package.json', '{ "name": "probe", "type": "module", "main": "one/index.ts" }\n');
  write('biome.json', '{ "files": { "includes": ["one/**"] } }\n');
  write(TSCONFIG, '{ "compilerOptions": { "noEmit": true }, "include": ["../../one"] }\n');
  vi.stubEnv('PATH', `${join(CHECKOUT, 'node_modules/.bin')}:${process.env['PATH']}`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(checkout, { recursive: true, force: true });
});

function write(path: string, text: string): void {
  writeFileSync(join(checkout, path), text);
}

const names = STATIC_CHECKS.map((check) => check.name);

function run(name: string) {
  const check = STATIC_CHECKS.find((one) => one.name === name) as StaticCheck;
  return runStaticCheck(check, checkout);
}

test.each(names)('%s passes on sound sources, and tells how many it saw', async (name) => {
  write('one/index.ts', 'export const one = 1;\n');
  const { problem, files } = await run(name);
  expect(problem).toBeNull();
  expect(files).toBeGreaterThan(0);
});

test.each(names)('%s fails when there is nothing to look at', async (name) => {
  write('package.json', '{ "name": "probe", "type": "module" }\n');
  expect((await run(name)).problem).not.toBeNull();
});

test.each([
  ['format and lint', 'biome.json', '{ "files": { "includes": ["one/index.ts"] } }\n'],
  ['types', TSCONFIG, '{ "compilerOptions": { "noEmit": true }, "include": ["../../one"] }\n'],
  ['unused code and dependencies', '.knip.json', '{ "project": "one/**" }\n'],
])('%s fails when its settings hide a source file from it', async (name, settings, text) => {
  write('one/index.ts', 'export const one = 1;\n');
  mkdirSync(join(checkout, 'two'));
  for (const name of ['a', 'b', 'c']) write(`two/${name}.ts`, 'export const two = 2;\n');
  write(settings, text);
  expect((await run(name)).problem).toMatch(/^it looked at \d files; there are 4 source files$/);
});

test.each([
  ['format and lint', 'export const one   = 1;\n', 'Formatter would have printed'],
  ['format and lint', "import fs from 'node:fs';\nexport const one = 1;\n", 'noUnusedImports'],
  ['types', "export const one: number = 'x';\n", 'TS2322'],
  ['unused code and dependencies', "export const one = await import('left-pad');\n", 'left-pad'],
])('%s finds what is wrong in: %j', async (name, source, complaint) => {
  write('one/index.ts', source);
  expect((await run(name)).problem).toContain(complaint);
});

test('what is unused is found', async () => {
  write('one/index.ts', "export { two } from './two.ts';\n");
  write('one/two.ts', 'export const two = 2;\nexport const three = 3;\n');
  write('one/four.ts', 'export const four = 4;\n');
  const { problem } = await run('unused code and dependencies');
  expect(problem).toContain('one/four.ts');
  expect(problem).toContain('three');
});

test('a tool that is not there fails its check', async () => {
  const check = { ...(STATIC_CHECKS[0] as StaticCheck), command: 'no-such-tool' };
  expect((await runStaticCheck(check, checkout)).problem).toContain('ENOENT');
});
