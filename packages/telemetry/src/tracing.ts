import type { Logger } from './logger.ts';
import { noTraces, type WorkTracer } from './order-tracer.ts';
import type { TracingVariables } from './telemetry-variables.ts';

export interface Tracing {
  readonly tracer: WorkTracer;
  /** Sends what is left, for at most `deadlineMs`. Never throws. */
  stop(deadlineMs: number): Promise<void>;
}

/**
 * Traces go to where `OTEL_EXPORTER_OTLP_ENDPOINT` (or its `_TRACES_` form) says. Without it, nothing is
 * recorded and OpenTelemetry's packages are not even loaded.
 */
export async function startTracing(
  name: string,
  variables: TracingVariables,
  log: Logger,
): Promise<Tracing> {
  const hasEndpoint =
    variables.OTEL_EXPORTER_OTLP_ENDPOINT ?? variables.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT;
  const isWanted =
    hasEndpoint !== undefined &&
    variables.OTEL_SDK_DISABLED !== 'true' &&
    variables.OTEL_TRACES_EXPORTER !== 'none';
  if (!isWanted) return { tracer: noTraces, stop: async () => {} };
  const { startOtlpTracing } = await import('./otlp-tracing.ts');
  return startOtlpTracing(name, variables, log);
}
