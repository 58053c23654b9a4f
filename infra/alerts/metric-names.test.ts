import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createIdempotencyMetrics } from '@orderonce/idempotency';
import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { metricNames } from './metric-names.ts';

interface Rules {
  readonly groups: readonly { readonly rules: readonly { alert: string; expr: string }[] }[];
}

const rules: Rules = parse(readFileSync(join(import.meta.dirname, 'orderonce.rules.yml'), 'utf8'));
const used = rules.groups.flatMap((group) =>
  group.rules.map(({ alert, expr }) => [alert, metricNames(expr)] as const),
);

/** What stands at 0 on the wire before anything happened; a name that a rule misses there never moves. */
async function exportedAtZero(): Promise<string[]> {
  const registry = new Registry();
  createIdempotencyMetrics({ registry, monotonicMs: () => 0 });
  return [...(await registry.metrics()).matchAll(/^(\S+) 0$/gm)].map(([, name = '']) => name);
}

test('the alerts read the counters that they are about', () => {
  expect(used).toEqual([
    ['HighDuplicateRate', ['idempotency_duplicate_orders_prevented', 'orders_placed']],
    ['IdempotencyCacheUnavailable', ['idempotency_cache_errors']],
  ]);
});

test.each(used)(
  'every counter that %s reads is exported, at 0 before it first counts',
  async (_alert, names) => {
    expect(await exportedAtZero()).toEqual(expect.arrayContaining([...names]));
  },
);

test.each([
  [
    'rate(a_total[5m]) / sum by (job, le) (rate(b:c{x="y"}[1h] offset 5m)) > 0.05',
    ['a_total', 'b:c'],
  ],
  ['up == 0 and on (job) absent(x{job="a b"}) or up', ['up', 'x']],
  ['vector(1)', []],
])('the metrics of %j are found', (expression, names) => {
  expect(metricNames(expression)).toEqual(names);
});
