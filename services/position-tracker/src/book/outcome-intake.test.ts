import { PositionBook } from '@orderonce/positions';
import { accepted, outcome, trade } from '@orderonce/positions/testing';
import { createLogger, type OrderTracer, type StartSpan } from '@orderonce/telemetry';
import { expect, test } from 'vitest';
import { recordOf } from '../testing/records.ts';
import { OutcomeIntake } from './outcome-intake.ts';

const TRACE_ID = 'a3f8b2c1000040008000000000000001';

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
  const book = new PositionBook({ maxHistories: 100 });
  return { book, lines, spans, intake: new OutcomeIntake(book, { log, tracer }) };
}

test('new events, repeats and what cannot be read are counted apart', () => {
  const { book, lines, intake } = setUp();
  intake.take(recordOf(accepted()));
  intake.take(recordOf(trade('4', '4', '100')));
  intake.take(recordOf(trade('4', '4', '100')));
  intake.take(recordOf('{"schemaVersion":1}', { partition: 3, offset: '17' }));
  intake.take(recordOf('not json'));
  intake.take(recordOf(null));
  intake.take(recordOf(trade('10', '6', '100')));
  expect(intake.counts).toEqual({
    outcomesApplied: 3,
    duplicatesIgnored: 1,
    malformed: 3,
    alarms: 0,
  });
  expect(book.position('acct-1:AAPL')?.position.quantity).toBe('10');
  expect(lines).toHaveLength(3);
  expect(lines[0]).toMatchObject({
    event: 'malformed-outcome',
    topic: 'orders.outcomes',
    partition: 3,
    offset: '17',
    reason: 'INVALID_INTENT',
  });
});

test('an alarm is logged with the order, its trace and the place', () => {
  const { lines, intake } = setUp();
  intake.take(recordOf(accepted()));
  const rejected = outcome({
    outcomeId: 'MOM-1RV4K2-000001-a3f8b2c1/verdict',
    execType: 'REJECTED',
    ordStatus: 'REJECTED',
  });
  intake.take(recordOf(rejected, { offset: '5' }));
  expect(intake.counts).toMatchObject({ alarms: 1, duplicatesIgnored: 1 });
  expect(lines).toMatchObject([
    {
      level: 'error',
      event: 'outcome-alarm',
      alarm: 'another-verdict',
      clientOrderId: 'MOM-1RV4K2-000001-a3f8b2c1',
      traceId: TRACE_ID,
      offset: '5',
    },
  ]);
});

test('each change is a span of the order’s trace, below the one that the record names', () => {
  const { spans, intake } = setUp();
  const traceparent = `00-${TRACE_ID}-00000000000000aa-01`;
  intake.take(recordOf(trade('4', '4', '100')));
  expect(spans).toEqual([]);
  intake.take(recordOf(accepted(), { headers: { traceparent } }));
  intake.take(recordOf(accepted(), { headers: { traceparent } }));
  intake.take(recordOf(trade('5', '1', '100'), { partition: 2, offset: '9' }));
  expect(spans.map(({ name, orderUuid, kind, parent }) => [name, orderUuid, kind, parent])).toEqual(
    [
      ['fold orders.outcomes', 'a3f8b2c1-0000-4000-8000-000000000001', 'consumer', traceparent],
      ['fold orders.outcomes', 'a3f8b2c1-0000-4000-8000-000000000001', 'consumer', undefined],
    ],
  );
  expect(spans[1]?.attributes).toEqual({
    'messaging.destination.name': 'orders.outcomes',
    'messaging.destination.partition.id': '2',
    'messaging.kafka.offset': 9,
    'order.exec_type': 'TRADE',
    'order.client_order_id': 'MOM-1RV4K2-000001-a3f8b2c1',
  });
});
