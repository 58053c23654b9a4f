import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { RecordedSpan } from '../recording-tracer.ts';
import { encodeSpan } from './encode-span.ts';
import { ProtobufWriter } from './protobuf-writer.ts';
import { readableSpan } from './readable-span.ts';
import { decodeRequest, type Message, messagesIn } from './testing/decode-request.ts';
import { EXAMPLE_SPAN } from './testing/example-span.ts';

const hex = (digits: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: digits, maxLength: digits });
const text = fc.string({ unit: 'binary', maxLength: 60 });
const context = fc.record({ traceId: hex(32), spanId: hex(16), isSampled: fc.boolean() });
const ms = fc.double({ min: 0, max: 4e12, noNaN: true });
const spans: fc.Arbitrary<RecordedSpan> = fc.record({
  name: text,
  kind: fc.constantFrom('producer', 'consumer', 'client', 'internal'),
  traceId: hex(32),
  spanId: hex(16),
  parent: fc.option(fc.record({ spanId: hex(16), isRemote: fc.boolean() })),
  startTimeMs: ms,
  endTimeMs: ms,
  attributes: fc.dictionary(
    fc.stringMatching(/^[a-z._]{1,40}$/),
    fc.oneof(
      text,
      fc.boolean(),
      fc.maxSafeInteger(),
      fc.double({ min: -1e15, max: 1e15, noNaN: true }),
    ),
    { noNullPrototype: true },
  ),
  links: fc.array(
    fc.record({ context, why: fc.constantFrom(null, 'retry', 'duplicate', 'replay') }),
    { maxLength: 3 },
  ),
  error: fc.option(text, { nil: undefined }),
});

/** A span and nothing around it, as a message of its own. */
function encoded(span: RecordedSpan): Message {
  const writer = new ProtobufWriter(16);
  encodeSpan(writer, 2, span);
  // In the places of ScopeSpans, ResourceSpans and the request.
  const wrap = (field: number, bytes: Buffer) => {
    const around = new ProtobufWriter(bytes.length + 8);
    around.byte((field << 3) | 2);
    const begin = around.open(4);
    around.raw(bytes);
    around.close(begin, 4);
    return around.bytes;
  };
  return decodeRequest(wrap(1, wrap(2, writer.bytes)));
}

function spanOf(request: Message): Message | undefined {
  return messagesIn(request, 'resourceSpans', 'scopeSpans', 'spans')[0];
}

it('says of any span what OpenTelemetry’s own serializer says', () => {
  const resource = resourceFromAttributes({});
  fc.assert(
    fc.property(spans, (span) => {
      const theirs = ProtobufTraceSerializer.serializeRequest([readableSpan(span, resource)]);
      expect(spanOf(encoded(span))).toEqual(spanOf(decodeRequest(Buffer.from(theirs ?? []))));
    }),
    { numRuns: 300 },
  );
});

it('cuts a text that is too long for its place', () => {
  const span = { ...EXAMPLE_SPAN, attributes: { long: 'é'.repeat(10_000) } };
  expect(spanOf(encoded(span))?.['attributes']).toEqual([
    { key: ['long'], value: [{ string: ['é'.repeat(4096)] }] },
  ]);
});

it('counts time in nanoseconds', () => {
  const span = {
    ...EXAMPLE_SPAN,
    startTimeMs: 1_780_000_000_000.25,
    endTimeMs: 1_780_000_000_001,
  };
  expect(spanOf(encoded(span))).toMatchObject({
    startTime: [1_780_000_000_000_250_000n],
    endTime: [1_780_000_000_001_000_000n],
  });
});
