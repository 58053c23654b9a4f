import type { TracingVariables } from './telemetry-variables.ts';

/**
 * Whether the spans of a trace are recorded, from its id alone, with dashes or without: every process answers alike.
 */
export type IsSampled = (traceId: string) => boolean;

const DIGITS = 8;

/**
 * The decision that `OTEL_TRACES_SAMPLER` asks for. A ratio is taken of the last 32 bits of the trace id,
 * which are random in a UUID version 4. The `parentbased_` forms mean the same as the plain ones: all spans of
 * an order share the trace id, so parent and child agree without being told.
 */
export function samplingOf(variables: TracingVariables): IsSampled {
  const sampler = variables.OTEL_TRACES_SAMPLER?.replace('parentbased_', '');
  if (sampler === 'always_off') return () => false;
  if (sampler !== 'traceidratio') return () => true;
  const threshold = (variables.OTEL_TRACES_SAMPLER_ARG ?? 1) * 16 ** DIGITS;
  return (traceId) => Number.parseInt(traceId.slice(-DIGITS), 16) < threshold;
}
