import { ATTRIBUTES } from '../attributes.ts';
import type { SpanAttributes } from '../order-tracer.ts';
import type { RecordedLink, RecordedSpan } from '../recording-tracer.ts';
import type { ProtobufWriter } from './protobuf-writer.ts';

// The fields of opentelemetry/proto/trace/v1/trace.proto (version 1.10), as tags: the number and how it is written.
const VARINT = 0;
const FIXED64 = 1;
const DELIMITED = 2;
const FIXED32 = 5;
const tag = (field: number, written: number) => (field << 3) | written;
/** Tags of sixteen and above take two bytes. */
const FLAGS_OF_SPAN = [0x85, 0x01] as const;

const KINDS = { internal: 1, client: 3, producer: 4, consumer: 5 } as const;
const ERROR = 2;
const SAMPLED = 1;
const HAS_IS_REMOTE = 0x100;
const IS_REMOTE = 0x200;

/** The most that one text with all that is around it takes, and the fixed fields of a span or a link. */
const MOST_BYTES_OF_FIELD = 13_000;

/** One span, as a field of this number of the message around it. */
export function encodeSpan(writer: ProtobufWriter, field: number, span: RecordedSpan): void {
  writer.reserve(MOST_BYTES_OF_FIELD);
  writer.byte(tag(field, DELIMITED));
  const begin = writer.open(3);
  writer.byte(tag(1, DELIMITED));
  writer.hex(span.traceId);
  writer.byte(tag(2, DELIMITED));
  writer.hex(span.spanId);
  const { parent } = span;
  if (parent !== null) {
    writer.byte(tag(4, DELIMITED));
    writer.hex(parent.spanId);
  }
  writer.byte(tag(5, DELIMITED));
  writer.text(span.name);
  writer.byte(tag(6, VARINT));
  writer.byte(KINDS[span.kind]);
  writer.byte(tag(7, FIXED64));
  writer.nanoseconds(span.startTimeMs);
  writer.byte(tag(8, FIXED64));
  writer.nanoseconds(span.endTimeMs);
  encodeAttributes(writer, 9, span.attributes);
  for (const link of span.links) encodeLink(writer, link);
  if (span.error !== undefined) encodeError(writer, span.error);
  writer.reserve(8);
  for (const byte of FLAGS_OF_SPAN) writer.byte(byte);
  writer.fixed32(SAMPLED | HAS_IS_REMOTE | (parent?.isRemote ? IS_REMOTE : 0));
  writer.close(begin, 3);
}

/** Attributes, each as a field of this number. */
export function encodeAttributes(
  writer: ProtobufWriter,
  field: number,
  attributes: SpanAttributes,
): void {
  for (const key in attributes) {
    const value = attributes[key];
    if (value === undefined) continue;
    writer.reserve(MOST_BYTES_OF_FIELD);
    writer.byte(tag(field, DELIMITED));
    const begin = writer.open(2);
    writer.raw(keyField(key));
    writer.byte(tag(2, DELIMITED));
    const valueBegin = writer.open(2);
    encodeValue(writer, value);
    writer.close(valueBegin, 2);
    writer.close(begin, 2);
  }
}

function encodeValue(writer: ProtobufWriter, value: string | number | boolean): void {
  if (typeof value === 'string') {
    writer.byte(tag(1, DELIMITED));
    writer.text(value);
  } else if (typeof value === 'boolean') {
    writer.byte(tag(2, VARINT));
    writer.byte(value ? 1 : 0);
  } else if (Number.isSafeInteger(value)) {
    writer.byte(tag(3, VARINT));
    writer.varint(value);
  } else {
    writer.byte(tag(4, FIXED64));
    writer.double(value);
  }
}

function encodeLink(writer: ProtobufWriter, { context, why }: RecordedLink): void {
  writer.reserve(MOST_BYTES_OF_FIELD);
  writer.byte(tag(13, DELIMITED));
  const begin = writer.open(2);
  writer.byte(tag(1, DELIMITED));
  writer.hex(context.traceId);
  writer.byte(tag(2, DELIMITED));
  writer.hex(context.spanId);
  if (why !== null) encodeAttributes(writer, 4, { [ATTRIBUTES.link]: why });
  writer.byte(tag(6, FIXED32));
  writer.fixed32((context.isSampled ? SAMPLED : 0) | HAS_IS_REMOTE | IS_REMOTE);
  writer.close(begin, 2);
}

function encodeError(writer: ProtobufWriter, error: string): void {
  writer.reserve(MOST_BYTES_OF_FIELD);
  writer.byte(tag(15, DELIMITED));
  const begin = writer.open(2);
  if (error !== '') {
    writer.byte(tag(2, DELIMITED));
    writer.text(error);
  }
  writer.byte(tag(3, VARINT));
  writer.byte(ERROR);
  writer.close(begin, 2);
}

/** The keys are few, and the same in every span. */
const keyFields = new Map<string, Uint8Array>();

function keyField(key: string): Uint8Array {
  let field = keyFields.get(key);
  if (field === undefined) {
    const bytes = Buffer.from(key);
    if (bytes.length > 0x7f) throw new Error(`the attribute ${key} has too long a name`);
    field = Uint8Array.of(tag(1, DELIMITED), bytes.length, ...bytes);
    keyFields.set(key, field);
  }
  return field;
}
