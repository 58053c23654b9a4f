import type { Resource } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace';
import { readableSpan } from './readable-span.ts';
import type { BatchSettings, SpanSink } from './span-sink.ts';

/** OpenTelemetry's own exporters, which read where to send to by themselves. */
export async function librarySink(
  protocol: 'grpc' | 'http/json',
  resource: Resource,
  { maxBatch, maxWaiting, delayMs }: BatchSettings,
): Promise<SpanSink> {
  const processor = new BatchSpanProcessor({
    exporter: await openExporter(protocol),
    maxQueueSize: maxWaiting,
    maxExportBatchSize: maxBatch,
    scheduledDelayMillis: delayMs,
  });
  return {
    record: (span) => processor.onEnd(readableSpan(span, resource)),
    stop: () => processor.shutdown(),
  };
}

async function openExporter(protocol: 'grpc' | 'http/json'): Promise<SpanExporter> {
  if (protocol === 'grpc') {
    const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-grpc');
    return new OTLPTraceExporter();
  }
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  return new OTLPTraceExporter();
}
