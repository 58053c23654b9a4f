import { readFileSync } from 'node:fs';
import { dashboardQueries, metricNames } from '@orderonce/infra';
import { expect, it } from 'vitest';
import { openTracedPipeline } from './traced-pipeline.ts';

const RULES = new URL('../../../infra/alerts/orderonce.rules.yml', import.meta.url);
/** What a histogram is called when it is asked. */
const SERIES = /_(bucket|count|sum)$/;

it('exports every metric that the dashboard and the alerts read, from the start', async () => {
  await using traced = await openTracedPipeline();
  const exported = new Set<string>();
  for (const url of await traced.urls()) {
    const text = await (await fetch(`${url}/metrics`)).text();
    for (const [, name = '', type] of text.matchAll(/^# TYPE (\w+) (\w+)$/gm)) {
      exported.add(name);
      if (type === 'histogram')
        for (const series of ['bucket', 'count', 'sum']) exported.add(`${name}_${series}`);
    }
  }
  const read = new Set([
    ...dashboardQueries().flatMap((query) => metricNames(query)),
    ...[...readFileSync(RULES, 'utf8').matchAll(/expr: \|\n((?: {10}.*\n)+)/g)].flatMap(
      ([, expr = '']) => metricNames(expr),
    ),
  ]);
  expect(read.size).toBeGreaterThan(35);
  expect([...read].filter((name) => !exported.has(name))).toEqual([]);
  // And the other way round: what executors and execution reports measure of the stages is looked at.
  const stages = [...exported].filter((name) => /^orderonce_(?!tracker_)/.test(name));
  const looked = new Set([...read].map((name) => name.replace(SERIES, '')));
  expect(stages.filter((name) => !looked.has(name.replace(SERIES, '')))).toEqual([]);
}, 60_000);
