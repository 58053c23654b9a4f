import { setTimeout as delay } from 'node:timers/promises';
import { DiagLogLevel, diag } from '@opentelemetry/api';
import {
  detectResources,
  envDetector,
  hostDetector,
  processDetector,
  type Resource,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace';
import { printable } from '@orderonce/contracts';
import type { Logger } from './logger.ts';
import { readableSpan } from './readable-span.ts';
import { recordingTracer } from './recording-tracer.ts';
import { samplingOf } from './sampling.ts';
import { spanClock } from './span-clock.ts';
import { newSpanId } from './span-ids.ts';
import type { TracingVariables } from './telemetry-variables.ts';
import type { Tracing } from './tracing.ts';

/** Spans of a tenth of a second at the executor's fastest wait; what comes on top is dropped, and the log says so. */
const MAX_QUEUE = 16_384;
const MAX_BATCH = 2_048;
const DELAY_MS = 1_000;

/** Starts the export of spans over OTLP; once in a process, OpenTelemetry's own log is global. */
export async function startOtlpTracing(
  name: string,
  variables: TracingVariables,
  log: Logger,
): Promise<Tracing> {
  reportTo(log);
  const resource = resourceOf(variables.OTEL_SERVICE_NAME ?? name);
  const timeoutMs = variables.OTEL_BSP_EXPORT_TIMEOUT;
  const processor = new BatchSpanProcessor({
    exporter: await openExporter(variables),
    maxQueueSize: variables.OTEL_BSP_MAX_QUEUE_SIZE ?? MAX_QUEUE,
    maxExportBatchSize: variables.OTEL_BSP_MAX_EXPORT_BATCH_SIZE ?? MAX_BATCH,
    scheduledDelayMillis: variables.OTEL_BSP_SCHEDULE_DELAY ?? DELAY_MS,
    ...(timeoutMs !== undefined && { exportTimeoutMillis: timeoutMs }),
  });
  return {
    tracer: recordingTracer({
      isSampled: samplingOf(variables),
      record: (span) => processor.onEnd(readableSpan(span, resource)),
      nowMs: spanClock(),
      newSpanId,
    }),
    async stop(deadlineMs) {
      const flushed = processor.shutdown().catch((err: unknown) => {
        log.warn({ event: 'traces-lost', err }, 'the last spans could not be sent');
      });
      await Promise.race([flushed, delay(deadlineMs, undefined, { ref: false })]);
    },
  };
}

/** The exporters read where to send to, and all else that OpenTelemetry's variables say, by themselves. */
async function openExporter(variables: TracingVariables): Promise<SpanExporter> {
  const protocol =
    variables.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ?? variables.OTEL_EXPORTER_OTLP_PROTOCOL;
  switch (protocol) {
    case 'grpc': {
      const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-grpc');
      return new OTLPTraceExporter();
    }
    case 'http/json': {
      const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
      return new OTLPTraceExporter();
    }
    case 'http/protobuf':
    case undefined: {
      const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto');
      return new OTLPTraceExporter();
    }
  }
}

/** Who sends: the process and its machine, what OTEL_RESOURCE_ATTRIBUTES says, and the service's name. */
function resourceOf(serviceName: string): Resource {
  const detectors = [serviceInstanceIdDetector, processDetector, hostDetector, envDetector];
  return detectResources({ detectors }).merge(
    resourceFromAttributes({ 'service.name': serviceName }),
  );
}

/** A collector that is away shows in the log, and in nothing else. */
function reportTo(log: Logger): void {
  const warn = (message: string) =>
    log.warn({ event: 'tracing-trouble', detail: printable(message, 300) });
  diag.setLogger(
    { error: warn, warn, info: () => {}, debug: () => {}, verbose: () => {} },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}
