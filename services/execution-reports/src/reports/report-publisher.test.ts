import type { OutgoingRecord, Publisher } from '@orderonce/kafka';
import { type RecordedSpan, recordingTracer } from '@orderonce/telemetry';
import { expect, it, vi } from 'vitest';
import { OrderTraces } from '../orders/order-traces.ts';
import { acceptance } from '../testing/acceptance.ts';
import { UUID } from '../testing/account-under-test.ts';
import { reportPublisher } from './report-publisher.ts';

const ACCEPTED = acceptance(1, 'broker-1');
const TRACE = UUID.replaceAll('-', '');
const SENT = `00-${TRACE}-00f067aa0ba902b7-01`;
const FILL = { ...ACCEPTED, execType: 'TRADE' } as const;

function publisherUnderTest(isSampled: boolean) {
  const spans: RecordedSpan[] = [];
  const records: OutgoingRecord[] = [];
  const log: Publisher = {
    async publish(record) {
      records.push(record);
      return { topic: record.topic, partition: 2, offset: '41' };
    },
    flush: async () => {},
    stop: async () => {},
  };
  const traces = new OrderTraces(10);
  let nowMs = 1000;
  const publish = reportPublisher(log, {
    topic: 'orders.outcomes',
    tracer: recordingTracer({
      isSampled: () => isSampled,
      record: (span) => spans.push(span),
      nowMs: () => 0,
      newSpanId: () => '00000000000000aa',
    }),
    traces,
    kafka: { clientId: 'reports' },
    told: () => {},
    epochMs: () => {
      nowMs += 1;
      return nowMs;
    },
  });
  return { publish, traces, spans, records };
}

it('tells of a fill below the acceptance of its order, where that is traced', async () => {
  const { publish, traces, spans, records } = publisherUnderTest(false);
  traces.note(ACCEPTED, SENT);
  await publish(FILL, UUID);
  expect(spans).toMatchObject([
    {
      name: 'send orders.outcomes',
      kind: 'producer',
      parent: { spanId: '00f067aa0ba902b7' },
      attributes: {
        'messaging.operation.name': 'send',
        'messaging.destination.name': 'orders.outcomes',
        'messaging.destination.partition.id': '2',
        'messaging.kafka.offset': 41,
        'messaging.client.id': 'reports',
        'order.exec_type': 'TRADE',
      },
    },
  ]);
  expect(records[0]?.headers?.['traceparent']).toBe(`00-${TRACE}-00000000000000aa-01`);
});

it('leaves no span of a fill whose order is not traced, or of which nobody knows the order', async () => {
  const { publish, spans, records } = publisherUnderTest(false);
  await publish(FILL, UUID);
  await publish(FILL, undefined);
  expect(spans).toEqual([]);
  expect(records.map(({ headers }) => headers?.['traceparent']?.slice(-2))).toEqual([
    '00',
    undefined,
  ]);
});

it('makes the span of a fill that came before its acceptance when that is read, with its own times', async () => {
  const { publish, traces, spans, records } = publisherUnderTest(false);
  await publish(FILL, undefined);
  expect(records[0]?.headers).not.toHaveProperty('traceparent');
  expect(spans).toEqual([]);
  traces.note(ACCEPTED, SENT);
  await vi.waitUntil(() => spans.length > 0);
  expect(spans).toMatchObject([
    {
      name: 'send orders.outcomes',
      traceId: TRACE,
      parent: { spanId: '00f067aa0ba902b7' },
      startTimeMs: 1001,
      endTimeMs: 1002,
      attributes: { 'order.exec_type': 'TRADE', 'messaging.kafka.offset': 41 },
    },
  ]);
});

it('makes that span too when the acceptance is read while the fill is on its way to the log', async () => {
  const { publish, traces, spans } = publisherUnderTest(false);
  const published = publish(FILL, undefined);
  traces.note(ACCEPTED, SENT);
  await published;
  await vi.waitUntil(() => spans.length > 0);
  expect(spans[0]?.attributes).toMatchObject({ 'messaging.kafka.offset': 41 });
});

it('waits for no acceptance of what is not ours', async () => {
  const { publish, traces, spans } = publisherUnderTest(true);
  const { orderUuid: _uuid, ...external } = { ...FILL, execType: 'EXTERNAL' } as const;
  await publish(external, undefined);
  traces.note(ACCEPTED, SENT);
  expect(spans).toEqual([]);
});
