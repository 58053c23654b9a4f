import type { OrderUuid } from '@orderonce/contracts';
import { describe, expect, it } from 'vitest';
import type { StartSpan } from './order-tracer.ts';
import { type RecordedSpan, recordingTracer } from './recording-tracer.ts';

const orderUuid = 'a3f8b2c1-58cc-4372-a567-0e02b2c3d479' as OrderUuid;
const TRACE = 'a3f8b2c158cc4372a5670e02b2c3d479';
const ROOT = 'a5670e02b2c3d479';
const SENT = `00-${TRACE}-00f067aa0ba902b7-01`;
const SENT_UNRECORDED = `00-${TRACE}-00f067aa0ba902b7-00`;
const STRANGER = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';

/** A tracer on a clock that goes on by a millisecond whenever it is read, and ids that count up. */
function tracerUnderTest({ isSampled }: { isSampled: boolean }) {
  const spans: RecordedSpan[] = [];
  let nowMs = 1000;
  let ids = 0;
  const tracer = recordingTracer({
    isSampled: () => isSampled,
    record: (span) => spans.push(span),
    nowMs: () => {
      nowMs += 1;
      return nowMs;
    },
    newSpanId: () => {
      ids += 1;
      return `00000000000000${String(ids).padStart(2, '0')}`;
    },
  });
  const start = (name: string, options: Partial<StartSpan> = {}) =>
    tracer.start(name, { orderUuid, kind: 'internal', ...options });
  return { spans, start };
}

describe('a trace that is sampled', () => {
  it('has each span recorded when it ends, once', () => {
    const { spans, start } = tracerUnderTest({ isSampled: true });
    const span = start('claim', { kind: 'client', attributes: { a: 1, b: 'x' } });
    span.set({ b: 'y' });
    expect(spans).toEqual([]);
    span.end('timed out');
    span.end('again');
    expect(spans).toHaveLength(1);
    expect(spans[0]).toMatchObject({
      name: 'claim',
      kind: 'client',
      traceId: TRACE,
      spanId: '0000000000000001',
      startTimeMs: 1001,
      endTimeMs: 1002,
      attributes: { a: 1, b: 'y' },
      error: 'timed out',
    });
    expect(span.traceparent).toBe(`00-${TRACE}-0000000000000001-01`);
  });

  it.each([
    ['none, at the root', { root: true }, null],
    ['the root, when nobody named one', {}, { spanId: ROOT, isRemote: true }],
    ['what the record names', { parent: SENT }, { spanId: '00f067aa0ba902b7', isRemote: true }],
    ['none, when that is not recorded', { parent: SENT_UNRECORDED }, null],
    [
      'the root, when that is of another trace',
      { parent: STRANGER },
      { spanId: ROOT, isRemote: true },
    ],
    [
      'the root, when that is no traceparent',
      { parent: 'junk\r\n' },
      { spanId: ROOT, isRemote: true },
    ],
  ] as const)('has for a parent %s', (_what, options, parent) => {
    const { spans, start } = tracerUnderTest({ isSampled: true });
    start('claim', options).end();
    expect(spans[0]?.parent).toEqual(parent);
  });

  it('hangs the parts of a work under it', () => {
    const { spans, start } = tracerUnderTest({ isSampled: true });
    const work = start('process');
    const part = start('claim', { within: work });
    start('lookup', { within: part }).end();
    part.end();
    work.end();
    expect(spans.map(({ name, spanId, parent }) => [name, spanId, parent])).toEqual([
      ['lookup', '0000000000000001', { spanId: '0000000000000002', isRemote: false }],
      ['claim', '0000000000000002', { spanId: '0000000000000003', isRemote: false }],
      ['process', '0000000000000003', { spanId: ROOT, isRemote: true }],
    ]);
  });

  it.each([
    ['producer', 'send'],
    ['consumer', 'process'],
  ] as const)('says of a %s that it does what Kafka calls %s', (kind, operation) => {
    const { spans, start } = tracerUnderTest({ isSampled: true });
    start('a topic', { kind, attributes: () => ({ a: 1 }) }).end();
    expect(spans[0]?.attributes).toEqual({
      'messaging.system': 'kafka',
      'messaging.operation.name': operation,
      'messaging.operation.type': operation,
      a: 1,
    });
  });

  it('has the id of the root follow from the UUID', () => {
    const { spans, start } = tracerUnderTest({ isSampled: true });
    start('send', { root: true, kind: 'producer' }).end();
    expect(spans[0]?.spanId).toBe(ROOT);
  });

  it('links a consumer to the record that it works on, and any span to a parent of another trace', () => {
    const { spans, start } = tracerUnderTest({ isSampled: true });
    const linked = (context: string) => ({
      context: { traceId: context.slice(3, 35), spanId: context.slice(36, 52), isSampled: true },
      why: null,
    });
    start('process', { kind: 'consumer', parent: SENT }).end();
    start('send', { kind: 'producer', parent: SENT }).end();
    start('send', { kind: 'producer', parent: STRANGER }).end();
    expect(spans.map(({ links }) => links)).toEqual([[linked(SENT)], [], [linked(STRANGER)]]);
  });

  it('says of each further link why it is there', () => {
    const { spans, start } = tracerUnderTest({ isSampled: true });
    const span = start('submit', { links: [{ to: SENT, why: 'retry' }] });
    span.link({ to: SENT, why: 'duplicate' });
    span.link({ to: 'junk', why: 'replay' });
    span.end();
    expect(spans[0]?.links.map(({ why }) => why)).toEqual(['retry', 'duplicate']);
  });
});

describe('a trace that is not sampled', () => {
  it('has a link to a part of itself lead to that part, once it is kept', () => {
    const { spans, start } = tracerUnderTest({ isSampled: false });
    const work = start('process');
    const first = start('submit', { within: work });
    first.end();
    const second = start('submit again', { within: work, links: [{ to: first, why: 'retry' }] });
    second.keep('doubt');
    second.end();
    expect(spans[1]?.links).toEqual([
      { context: { traceId: TRACE, spanId: spans[0]?.spanId, isSampled: true }, why: 'retry' },
    ]);
  });

  it('has nothing recorded, asks nobody for attributes, and carries on what it was given', () => {
    const { spans, start } = tracerUnderTest({ isSampled: false });
    const attributes = () => {
      throw new Error('nobody should ask');
    };
    const work = start('process', { parent: SENT_UNRECORDED, attributes });
    const part = start('claim', { within: work, attributes });
    expect(part.traceparent).toBe(SENT_UNRECORDED);
    expect(work.traceparent).toBe(SENT_UNRECORDED);
    part.end();
    work.end();
    expect(spans).toEqual([]);
    expect(start('process').traceparent).toBe(`00-${TRACE}-${ROOT}-00`);
  });

  it('is recorded where the record before it is, whatever this process would have decided', () => {
    const { spans, start } = tracerUnderTest({ isSampled: false });
    start('process', { parent: SENT }).end();
    start('process', { parent: STRANGER }).end();
    start('process', { parent: SENT.replace(/01$/, '03') }).end();
    expect(spans.map(({ parent }) => parent?.spanId)).toEqual([
      '00f067aa0ba902b7',
      '00f067aa0ba902b7',
    ]);
  });

  it('is recorded whole when somebody keeps it, with the times at which it really happened', () => {
    const { spans, start } = tracerUnderTest({ isSampled: false });
    const work = start('process', { parent: SENT_UNRECORDED });
    const over = start('claim', { within: work });
    over.end();
    const under = start('submit', { within: work });
    under.keep('doubt');
    const after = start('lookup', { within: work });
    expect(after.traceparent).toBe(`00-${TRACE}-${after.traceparent.slice(36, 52)}-01`);
    after.end();
    under.end();
    work.end();
    expect(spans.map(({ name, startTimeMs, endTimeMs }) => [name, startTimeMs, endTimeMs])).toEqual(
      [
        ['claim', 1002, 1003],
        ['lookup', 1005, 1006],
        ['submit', 1004, 1007],
        ['process', 1001, 1008],
      ],
    );
    const [claim, lookup, submit, process] = spans;
    // Nothing above it is recorded, and its own parts hang under it.
    expect(process?.parent).toBeNull();
    expect(process?.attributes).toEqual({ 'order.kept_for': 'doubt' });
    for (const part of [claim, lookup, submit])
      expect(part?.parent).toEqual({ spanId: process?.spanId, isRemote: false });
  });

  it('is recorded also when it is kept after its end', () => {
    const { spans, start } = tracerUnderTest({ isSampled: false });
    const work = start('process');
    work.end();
    work.keep('held');
    work.keep('denied');
    expect(spans).toHaveLength(1);
    expect(spans[0]).toMatchObject({ startTimeMs: 1001, endTimeMs: 1002, parent: null });
  });
});

it('keeping what is sampled anyway says why and records nothing twice', () => {
  const { spans, start } = tracerUnderTest({ isSampled: true });
  const work = start('process');
  start('claim', { within: work }).end();
  work.keep('held');
  work.end();
  expect(spans.map(({ name }) => name)).toEqual(['claim', 'process']);
  expect(spans[1]?.attributes).toEqual({ 'order.kept_for': 'held' });
});

it('a span can be of what is over already', () => {
  const { spans, start } = tracerUnderTest({ isSampled: true });
  start('send', { startTimeMs: 500, endTimeMs: 700 }).end();
  expect(spans[0]).toMatchObject({ startTimeMs: 500, endTimeMs: 700 });
});

it('a span never ends before it begins', () => {
  const { spans, start } = tracerUnderTest({ isSampled: true });
  start('send', { startTimeMs: 5000 }).end();
  expect(spans[0]).toMatchObject({ startTimeMs: 5000, endTimeMs: 5000 });
});
