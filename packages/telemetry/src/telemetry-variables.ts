import { z } from 'zod';
import { logLevelSchema } from './logger.ts';

const endpoint = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' });
const protocol = z.enum(['grpc', 'http/protobuf', 'http/json']);

/** OpenTelemetry's own variables, as far as they decide something here; the SDK reads the others itself. */
const tracingVariables = {
  OTEL_SDK_DISABLED: z.enum(['true', 'false']).optional(),
  OTEL_SERVICE_NAME: z.string().optional(),
  OTEL_TRACES_EXPORTER: z.enum(['otlp', 'none']).optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint.optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: protocol.optional(),
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: protocol.optional(),
  OTEL_TRACES_SAMPLER: z
    .enum([
      'always_on',
      'always_off',
      'traceidratio',
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
    ])
    .optional(),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).optional(),
};

export const telemetryVariablesSchema = z.object({
  ...tracingVariables,
  LOG_LEVEL: logLevelSchema.default('info'),
});

const tracingVariablesSchema = z.object(tracingVariables);
export type TracingVariables = z.output<typeof tracingVariablesSchema>;
