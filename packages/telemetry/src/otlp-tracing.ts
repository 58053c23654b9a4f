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
import { printable } from '@orderonce/contracts';
import type { Logger } from './logger.ts';
import { protobufSink } from './otlp/protobuf-sink.ts';
import type { SpanSink } from './otlp/span-sink.ts';
import { recordingTracer } from './recording-tracer.ts';
import { samplingOf } from './sampling.ts';
import { spanClock } from './span-clock.ts';
import { newSpanId } from './span-ids.ts';
import type { TracingVariables } from './telemetry-variables.ts';
import type { Tracing } from './tracing.ts';

/** Spans of a quarter of a second at the executor's fastest may wait; what comes on top is dropped, and said. */
const MAX_WAITING = 16_384;
const MAX_BATCH = 2_048;
const DELAY_MS = 1_000;

/** Starts the export of spans over OTLP; once in a process, OpenTelemetry's own log is global. */
export async function startOtlpTracing(
  name: string,
  variables: TracingVariables,
  log: Logger,
): Promise<Tracing> {
  reportTo(log);
  const resource = await resourceOf(variables.OTEL_SERVICE_NAME ?? name);
  const sink = await openSink(resource, variables, log);
  return {
    tracer: recordingTracer({
      isSampled: samplingOf(variables),
      record: sink.record,
      nowMs: spanClock(),
      newSpanId,
    }),
    async stop(deadlineMs) {
      const stopped = sink.stop().catch((err: unknown) => {
        log.warn({ event: 'traces-lost', err }, 'the last spans could not be sent');
      });
      await Promise.race([stopped, delay(deadlineMs, undefined, { ref: false })]);
    },
  };
}

async function openSink(
  resource: Resource,
  variables: TracingVariables,
  log: Logger,
): Promise<SpanSink> {
  const protocol =
    variables.OTEL_EXPORTER_OTLP_TRACES_PROTOCOL ??
    variables.OTEL_EXPORTER_OTLP_PROTOCOL ??
    'http/protobuf';
  const settings = {
    maxBatch: variables.OTEL_BSP_MAX_EXPORT_BATCH_SIZE ?? MAX_BATCH,
    maxWaiting: variables.OTEL_BSP_MAX_QUEUE_SIZE ?? MAX_WAITING,
    delayMs: variables.OTEL_BSP_SCHEDULE_DELAY ?? DELAY_MS,
  };
  if (protocol === 'http/protobuf')
    return protobufSink(resource, settings, (spans, err) =>
      log.warn({ event: 'traces-lost', spans, err }, 'spans could not be sent'),
    );
  const { librarySink } = await import('./otlp/library-sink.ts');
  return librarySink(protocol, resource, settings);
}

/** Who sends: the process and its machine, what OTEL_RESOURCE_ATTRIBUTES says, and the service's name. */
async function resourceOf(serviceName: string): Promise<Resource> {
  const detectors = [serviceInstanceIdDetector, processDetector, hostDetector, envDetector];
  const detected = detectResources({ detectors });
  await detected.waitForAsyncAttributes?.();
  return detected.merge(resourceFromAttributes({ 'service.name': serviceName }));
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
