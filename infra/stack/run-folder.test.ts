import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeLogFolder, makeRunFolder } from './run-folder.ts';

let parent: string;
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'logs-'));
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

test('a log folder is named for the time and the process, and used again within a second', () => {
  const path = makeLogFolder(join(parent, 'logs'), Date.UTC(2026, 10, 22, 6, 22, 39));
  expect(path).toBe(join(parent, 'logs', `2026-11-22T06-22-39-${process.pid}`));
  expect(makeLogFolder(join(parent, 'logs'), Date.UTC(2026, 10, 22, 6, 22, 39, 999))).toBe(path);
});

test('the logs of the latest fifty runs before are kept', () => {
  for (let run = 0; run < 60; run += 1) makeLogFolder(parent, run * 1000);
  const kept = readdirSync(parent).sort();
  expect(kept).toHaveLength(51);
  expect(kept.at(0)).toBe(`1970-01-01T00-00-09-${process.pid}`);
  expect(kept.at(-1)).toBe(`1970-01-01T00-00-59-${process.pid}`);
});

test('a run folder is there until it is removed', () => {
  const folder = makeRunFolder();
  expect(existsSync(folder.path)).toBe(true);
  folder.remove();
  expect(existsSync(folder.path)).toBe(false);
});
