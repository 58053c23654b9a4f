import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { logTail } from './log-tail.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tail-'));
  file = join(folder, 'a.log');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('only what was written since counts', () => {
  writeFileSync(file, 'ERROR of an earlier run\n');
  const log = logTail(file);
  appendFileSync(file, 'one\ntwo\n');
  expect(log.text()).toBe('one\ntwo');
  expect(log.lastWords()).toBe('one\ntwo');
});

test('the first complaints are told before the noise of the end', () => {
  const log = logTail(file);
  writeFileSync(file, 'INFO one\nERROR the cause\nCaused by: a port\nINFO closing\nINFO closed\n');
  expect(log.lastWords()).toBe('ERROR the cause\nCaused by: a port');
});

test('without a complaint the end is told', () => {
  const log = logTail(file);
  writeFileSync(file, '1\n2\n3\n4\n5\n6\n7\n');
  expect(log.lastWords()).toBe('3\n4\n5\n6\n7');
});
