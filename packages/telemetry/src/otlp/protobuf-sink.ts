import {
  convertLegacyHttpOptions,
  createOtlpHttpExportDelegate,
} from '@opentelemetry/otlp-exporter-base/node-http';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { Resource } from '@opentelemetry/resources';
import type { SpanAttributes } from '../order-tracer.ts';
import { encodeAttributes } from './encode-span.ts';
import { ProtobufWriter } from './protobuf-writer.ts';
import { SCOPE } from './readable-span.ts';
import { SpanBatches } from './span-batches.ts';
import type { BatchSettings, SpanSink } from './span-sink.ts';

/**
 * OTLP over HTTP in protobuf, the form that most collectors are spoken to in: spans become bytes here, at a quarter of
 * what OpenTelemetry's serializer takes. Its transport sends them: with the headers, the time limit, the compression and
 * the certificates of its variables, and again after answers that ask for it.
 */
export function protobufSink(
  resource: Resource,
  settings: BatchSettings,
  onLost: (spans: number, err?: unknown) => void,
): SpanSink {
  const contentType = { 'Content-Type': 'application/x-protobuf' };
  const delegate = createOtlpHttpExportDelegate<Buffer, unknown>(
    convertLegacyHttpOptions({}, 'TRACES', 'v1/traces', contentType),
    {
      serializeRequest: (request) => request,
      deserializeResponse: (data) => ProtobufTraceSerializer.deserializeResponse(data),
    },
    'otlp_http_span_exporter',
    { name: 'span', countItems: () => 1 },
    undefined,
  );
  const batches = new SpanBatches({
    ...settings,
    resource: encodedResource(resource),
    scope: encodedScope(SCOPE.name),
    send: (request) =>
      new Promise((resolve, reject) => {
        delegate.export(request, ({ error }) => (error === undefined ? resolve() : reject(error)));
      }),
    onLost,
  });
  return {
    record: (span) => batches.add(span),
    async stop() {
      await batches.stop();
      await delegate.shutdown();
    },
  };
}

const FIRST_FIELD = 0x0a;
const ATTRIBUTES_FIELD = 1;

/** A `Resource`, as the first field of `ResourceSpans`. Lists, such as a command line, are left out. */
function encodedResource({ attributes }: Resource): Uint8Array {
  const scalars: Record<string, SpanAttributes[string]> = {};
  for (const [key, value] of Object.entries(attributes))
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
      scalars[key] = value;
  return firstField((writer) => encodeAttributes(writer, ATTRIBUTES_FIELD, scalars));
}

/** An `InstrumentationScope`, as the first field of `ScopeSpans`. */
function encodedScope(name: string): Uint8Array {
  return firstField((writer) => {
    writer.byte(FIRST_FIELD);
    writer.text(name);
  });
}

function firstField(write: (writer: ProtobufWriter) => void): Uint8Array {
  const writer = new ProtobufWriter(16_384);
  writer.byte(FIRST_FIELD);
  const begin = writer.open(3);
  write(writer);
  writer.close(begin, 3);
  return writer.bytes;
}
