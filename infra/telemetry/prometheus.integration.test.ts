import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import { providePromtool } from '../alerts/provide-promtool.ts';
import { CHECKOUT } from '../checkout.ts';
import { dashboardQueries } from '../dashboards/dashboard.ts';
import { runTool } from '../stack/run-tool.ts';
import { mountsOf } from './compose-file.ts';

const machine = { runTool, isRoot: process.getuid?.() === 0 };
const problem = await providePromtool(machine, (line) => writeSync(2, `${line}\n`));
const folder = mkdtempSync(join(tmpdir(), 'orderonce-prometheus-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.skipIf(problem !== null)(problem ?? 'Prometheus', () => {
  test('accepts its configuration, with the files where its container has them', async () => {
    for (const { from, to } of mountsOf('prometheus')) {
      const place = join(folder, to);
      mkdirSync(dirname(place), { recursive: true });
      cpSync(join(CHECKOUT, from), place);
    }
    const config = join(folder, 'etc/prometheus/prometheus.yml');
    const { exitCode, output } = await runTool('promtool', ['check', 'config', config]);
    expect(output).toContain('1 rule files found');
    expect(output).toContain('SUCCESS: 5 rules found');
    expect(exitCode).toBe(0);
  });

  test('can read every query of the dashboard', async () => {
    const rules = dashboardQueries().map((expr, place) => ({ record: `query_${place}`, expr }));
    const path = join(folder, 'queries.yml');
    writeFileSync(path, stringify({ groups: [{ name: 'dashboard', rules }] }));
    const { exitCode, output } = await runTool('promtool', ['check', 'rules', path]);
    expect(output).toContain(`SUCCESS: ${rules.length} rules found`);
    expect(exitCode).toBe(0);
  });
});
