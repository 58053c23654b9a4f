import type { Outcome } from '@orderonce/contracts';
import { accepted, outcome, trade } from '@orderonce/positions/testing';
import { createLogger, type OrderTracer, type StartSpan } from '@orderonce/telemetry';
import { expect, test } from 'vitest';
import { foldBatch } from '../store/fold-batch.ts';
import { PartitionState } from '../store/partition-state.ts';
import { NO_PROGRESS } from '../store/progress.ts';
import { batchOf } from '../testing/batches.ts';
import { tellKept } from './kept-batch.ts';
import { createTrackerMetrics } from './tracker-metrics.ts';

const TRACE_ID = 'a3f8b2c1000040008000000000000001';
const LIMITS = { outcomesPerOrder: 10, outcomesPerPosition: 10, events: 10 };

function setUp() {
  const lines: Record<string, unknown>[] = [];
  const spans: ({ name: string } & StartSpan)[] = [];
  const log = createLogger({
    name: 'test',
    level: 'info',
    destination: { write: (line) => lines.push(JSON.parse(line)) },
  });
  const tracer: OrderTracer = {
    start(name, options) {
      spans.push({ name, ...options });
      return { traceparent: '', traceId: '', set() {}, end() {} };
    },
  };
  const metrics = createTrackerMetrics({
    ends: async () => new Map([[0, '20']]),
    assignment: () => new Set([0]),
    ordersInMemory: () => 0,
    breaks: async () => new Map(),
  });
  const state = new PartitionState(NO_PROGRESS);
  function keep(outcomes: readonly Outcome[], firstOffset = 0, headers = {}) {
    const { nextOffset: fromOffset } = state.progress;
    const read = batchOf(outcomes, { fromOffset, firstOffset, headers });
    const position = { topic: 'orders.outcomes', partition: 0, offset: '17' };
    const problems = [{ path: 'outcome', rule: 'must be JSON' }];
    const batch = { ...read, unreadable: outcomes.length === 0 ? [{ position, problems }] : [] };
    const effect = foldBatch(state, batch, LIMITS);
    state.progress = effect.progress;
    tellKept({ log, tracer, metrics }, batch, effect, 1);
  }
  const samples = async () =>
    Object.fromEntries(
      Array.from(
        (await metrics.registry.metrics()).matchAll(/^orderonce_tracker_(\w+)(?:{.*})? (\d+)$/gm),
        ([, name, value]) => [name, Number(value)],
      ),
    );
  return { lines, spans, keep, samples };
}

test('new events, repeats and what cannot be read are counted apart', async () => {
  const { lines, keep, samples } = setUp();
  keep([accepted(), trade('4', '4', '100'), trade('4', '4', '100')]);
  keep([], 17);
  expect(await samples()).toMatchObject({
    ...{
      outcomes_applied_total: 2,
      outcomes_repeated_total: 1,
      records_unreadable_total: 1,
      alarms_total: 0,
    },
    ...{ lag: 3, batch_duration_seconds_count: 2 },
  });
  expect(lines).toMatchObject([{ event: 'malformed-outcome', partition: 0, offset: '17' }]);
});

test('an alarm is logged with the order, its trace and the place', () => {
  const { lines, keep } = setUp();
  const rejected = outcome({
    outcomeId: 'MOM-1RV4K2-000001-a3f8b2c1/verdict',
    execType: 'REJECTED',
    ordStatus: 'REJECTED',
  });
  keep([accepted(), rejected]);
  expect(lines).toMatchObject([
    {
      level: 'error',
      event: 'outcome-alarm',
      alarm: 'another-verdict',
      clientOrderId: 'MOM-1RV4K2-000001-a3f8b2c1',
      traceId: TRACE_ID,
      offset: '1',
    },
  ]);
});

test('that the log’s beginning was gone is logged once', () => {
  const { lines, keep } = setUp();
  keep([accepted()], 7);
  keep([trade('4', '4', '100')], 8);
  expect(lines).toMatchObject([{ event: 'incomplete-log', partition: 0, offset: '7' }]);
});

test('each change is a span of the order’s trace, below the one that the record names', () => {
  const { spans, keep } = setUp();
  const traceparent = `00-${TRACE_ID}-00000000000000aa-01`;
  keep([trade('4', '4', '100')]);
  expect(spans).toEqual([]);
  keep([accepted(), accepted()], 1, { traceparent });
  keep([trade('5', '1', '100')], 9);
  expect(spans.map(({ orderUuid, kind, parent }) => [orderUuid, kind, parent])).toEqual([
    ['a3f8b2c1-0000-4000-8000-000000000001', 'consumer', traceparent],
    ['a3f8b2c1-0000-4000-8000-000000000001', 'consumer', undefined],
  ]);
});
