import { z } from 'zod';
import { logLevelSchema } from './logger.ts';
import { wholeVariable } from './variable-schemas.ts';

const endpoint = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' });
const protocol = z.enum(['grpc', 'http/protobuf', 'http/json']);

/** OpenTelemetry's own variables, as far as they decide something here; its exporters read the others themselves. */
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
  OTEL_BSP_MAX_QUEUE_SIZE: wholeVariable(1, 1_000_000).optional(),
  OTEL_BSP_MAX_EXPORT_BATCH_SIZE: wholeVariable(1, 1_000_000).optional(),
  OTEL_BSP_SCHEDULE_DELAY: wholeVariable(0, 3_600_000).optional(),
};

export const telemetryVariablesSchema = z.object({
  ...tracingVariables,
  LOG_LEVEL: logLevelSchema.default('info'),
});

const tracingVariablesSchema = z.object(tracingVariables);
export type TracingVariables = z.output<typeof tracingVariablesSchema>;
