import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('.', import.meta.url);
const rules = readdirSync(folder).filter((name) => name.endsWith('.rules.yaml'));
const hasPromtool = spawnSync('promtool', ['--version']).status === 0;
const promtool = (...words: string[]) =>
  spawnSync('promtool', words, { cwd: folder, encoding: 'utf8' });

if (!hasPromtool) {
  console.warn('promtool is not installed (Debian package prometheus): alert rules are not tested');
}

test('there are alert rules, each file with its tests', () => {
  expect(rules.length).toBeGreaterThan(0);
  const files = readdirSync(folder);
  for (const file of rules) expect(files).toContain(file.replace('.yaml', '.test.yaml'));
});

test.skipIf(!hasPromtool).each(rules)('Prometheus accepts %s', (file) => {
  const { status, stdout, stderr } = promtool('check', 'rules', file);
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toContain('SUCCESS');
});

test.skipIf(!hasPromtool).each(rules)(
  'the alerts of %s fire when they should, and only then',
  (file) => {
    const { status, stderr, stdout } = promtool(
      'test',
      'rules',
      file.replace('.yaml', '.test.yaml'),
    );
    expect(`${status} ${stderr} ${stdout}`).toContain('SUCCESS');
    expect(status).toBe(0);
  },
);
