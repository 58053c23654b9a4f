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

/** What an executor exports beside ORDER-004's; its health test finds them on a real one. */
const OF_THE_EXECUTOR = ['orderonce_instruments_held', 'orderonce_control_reading_age_seconds'];
/** What a tracker exports of each account that it compares; its integration test finds it on a real one. */
const OF_THE_TRACKER = ['orderonce_position_breaks'];

const rules: Rules = parse(readFileSync(join(import.meta.dirname, 'orderonce.rules.yml'), 'utf8'));
const used = rules.groups.flatMap((group) =>
  group.rules.map(({ alert, expr }) => [alert, metricNames(expr)] as const),
);

/** What is on the wire before anything happened: a counter that appears with its first event hides it. */
async function exportedFromTheStart(): Promise<string[]> {
  const registry = new Registry();
  createIdempotencyMetrics({ registry, monotonicMs: () => 0 });
  const names = (await registry.metrics()).matchAll(/^(\w+) [\d.]+$/gm);
  return [...Array.from(names, ([, name = '']) => name), ...OF_THE_EXECUTOR, ...OF_THE_TRACKER];
}

test('the alerts read the metrics that they are about', () => {
  expect(used).toEqual([
    [
      'HighDuplicateRate',
      [
        'idempotency_duplicate_orders_prevented',
        'orders_placed',
        'idempotency_duplicate_rate_threshold',
      ],
    ],
    ['IdempotencyCacheUnavailable', ['idempotency_cache_errors']],
    ['OrderHeld', ['orderonce_instruments_held']],
    ['ControlTopicUnread', ['orderonce_control_reading_age_seconds']],
    ['PositionBreak', ['orderonce_position_breaks']],
  ]);
});

test.each(used)('everything that %s reads is exported from the start', async (_alert, names) => {
  expect(await exportedFromTheStart()).toEqual(expect.arrayContaining([...names]));
});

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
