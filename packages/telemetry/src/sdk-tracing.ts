import { setTimeout as delay } from 'node:timers/promises';
import { DiagLogLevel, diag, SamplingDecision, trace } from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { printable } from '@orderonce/contracts';
import type { Logger } from './logger.ts';
import { samplingOf } from './sampling.ts';
import { OrderIds, sdkOrderTracer } from './sdk-order-tracer.ts';
import type { TracingVariables } from './telemetry-variables.ts';
import type { Tracing } from './tracing.ts';

/** Starts OpenTelemetry's SDK for this process; once only, its settings are global. */
export function startSdk(name: string, variables: TracingVariables, log: Logger): Tracing {
  const ids = new OrderIds();
  const sdk = new NodeSDK({
    serviceName: variables.OTEL_SERVICE_NAME ?? name,
    idGenerator: ids,
    // Whether to record is decided before a span is made: a sampler that says no costs several times that.
    sampler: { shouldSample: () => ({ decision: SamplingDecision.RECORD_AND_SAMPLED }) },
    textMapPropagator: null,
    metricReaders: [],
    logRecordProcessors: [],
  });
  // After the constructor, which puts a logger of plain text in place where OTEL_LOG_LEVEL is set.
  reportTo(log);
  sdk.start();
  return {
    tracer: sdkOrderTracer(trace.getTracer('@orderonce/telemetry'), ids, samplingOf(variables)),
    async stop(deadlineMs) {
      const flushed = sdk.shutdown().catch((err: unknown) => {
        log.warn({ event: 'traces-lost', err }, 'the last spans could not be sent');
      });
      await Promise.race([flushed, delay(deadlineMs, undefined, { ref: false })]);
    },
  };
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
