import { readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { runTool } from '../stack/run-tool.ts';
import { providePromtool } from './provide-promtool.ts';

const RULES = join(import.meta.dirname, 'orderonce.rules.yml');
const RULE_TESTS = join(import.meta.dirname, 'orderonce.rules.test.yml');

const machine = { runTool, isRoot: process.getuid?.() === 0 };
// vitest keeps the console of tests that pass to itself, and this takes a while.
const problem = await providePromtool(machine, (line) => writeSync(2, `${line}\n`));

// The runner lists skipped tests by name, so the name says why.
describe.skipIf(problem !== null)(problem ?? 'the alert rules', () => {
  test('Prometheus accepts them', async () => {
    const { exitCode, output } = await runTool('promtool', ['check', 'rules', RULES]);
    expect(output).toContain('SUCCESS: 5 rules found');
    expect(exitCode).toBe(0);
  });

  test('each fires when it has to, and does not when it has not', async () => {
    const { exitCode, output } = await runTool('promtool', ['test', 'rules', RULE_TESTS]);
    expect(output).toContain('SUCCESS');
    expect(exitCode).toBe(0);
  });
});

test('promtool is given cases that look at each alert', () => {
  const rules = parse(readFileSync(RULES, 'utf8'));
  const cases = readFileSync(RULE_TESTS, 'utf8');
  const alerts: string[] = rules.groups.flatMap((group: { rules: { alert: string }[] }) =>
    group.rules.map((rule) => rule.alert),
  );
  expect(alerts).toEqual([
    'HighDuplicateRate',
    'IdempotencyCacheUnavailable',
    'OrderHeld',
    'ControlTopicUnread',
    'PositionBreak',
  ]);
  for (const alert of alerts) expect(cases).toMatch(new RegExp(`alertname(: |=")${alert}`));
});
