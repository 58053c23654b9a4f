import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { readConfiguration } from './configuration.ts';
import { telemetryVariablesSchema } from './telemetry-variables.ts';

const SHAPE = {
  KAFKA_BROKERS: z.string(),
  LEASE_MS: z.coerce.number().int().min(1),
  REDIS_URL: z.url().default('redis://localhost'),
};

describe('the configuration', () => {
  it('is what the named variables say; all others are ignored', () => {
    const read = readConfiguration(SHAPE, { KAFKA_BROKERS: 'k:9092', LEASE_MS: '5', HOME: '/' });
    expect(read).toEqual({
      ok: true,
      configuration: { KAFKA_BROKERS: 'k:9092', LEASE_MS: 5, REDIS_URL: 'redis://localhost' },
    });
    if (read.ok) expectTypeOf(read.configuration.LEASE_MS).toEqualTypeOf<number>();
  });

  it('takes an empty variable as one that is not set', () => {
    expect(readConfiguration(SHAPE, { KAFKA_BROKERS: '', LEASE_MS: '5', REDIS_URL: '' })).toEqual({
      ok: false,
      problems: [{ path: 'KAFKA_BROKERS', rule: 'is missing' }],
    });
  });

  it('tells every problem at once, and no value', () => {
    const read = readConfiguration(SHAPE, { LEASE_MS: 'hunter2', REDIS_URL: 'hunter2' });
    expect(read).toEqual({
      ok: false,
      problems: [
        { path: 'KAFKA_BROKERS', rule: 'is missing' },
        { path: 'LEASE_MS', rule: 'must be a number' },
        { path: 'REDIS_URL', rule: 'must be a valid url' },
      ],
    });
  });

  it('may have rules that span several variables', () => {
    const schema = z.object(SHAPE).superRefine((all, context) => {
      if (all.LEASE_MS < 10)
        context.addIssue({ code: 'custom', path: ['LEASE_MS'], message: 'must be 10 or more' });
    });
    expect(readConfiguration(schema, { KAFKA_BROKERS: 'k', LEASE_MS: '5' })).toMatchObject({
      problems: [{ path: 'LEASE_MS', rule: 'must be 10 or more' }],
    });
  });
});

describe("telemetry's own variables", () => {
  it('need not be set', () => {
    expect(readConfiguration(telemetryVariablesSchema, {})).toEqual({
      ok: true,
      configuration: { LOG_LEVEL: 'info' },
    });
  });

  it.each([
    ['LOG_LEVEL', 'loud', 'must be one of trace, debug, info, warn, error, fatal, silent'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318', 'must be an http:// or https:// URL'],
    ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'x', 'must be an http:// or https:// URL'],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'smtp', 'must be one of grpc, http/protobuf, http/json'],
    ['OTEL_TRACES_SAMPLER_ARG', '2', 'must be at most 1'],
    ['OTEL_TRACES_EXPORTER', 'zipkin', 'must be one of otlp, none'],
    ['OTEL_SDK_DISABLED', 'yes', 'must be one of true, false'],
  ])('%s=%s is refused', (name, value, rule) => {
    expect(readConfiguration(telemetryVariablesSchema, { [name]: value })).toEqual({
      ok: false,
      problems: [{ path: name, rule }],
    });
  });
});
