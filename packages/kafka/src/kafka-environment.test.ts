import { expect, test } from 'vitest';
import { z } from 'zod';
import { kafkaEnvironment, kafkaEnvironmentRules } from './kafka-environment.ts';

const schema = z
  .object({ ...kafkaEnvironment, OTHER: z.string().default('other') })
  .superRefine(kafkaEnvironmentRules);

const complaints = (variables: Record<string, string>) =>
  schema.safeParse(variables).error?.issues.map(({ path, message }) => `${path}: ${message}`);

test('brokers alone are enough, and everything else has its plain default', () => {
  expect(schema.parse({ KAFKA_BROKERS: 'one:9092, two:9093' })).toEqual({
    KAFKA_BROKERS: ['one:9092', 'two:9093'],
    KAFKA_SSL: false,
    TOPIC_PREFIX: '',
    OTHER: 'other',
  });
});

test('a variable set to nothing counts as not set', () => {
  const parsed = schema.parse({
    KAFKA_BROKERS: '[::1]:9092',
    KAFKA_SSL: '',
    KAFKA_SSL_CA_FILE: '',
    KAFKA_SASL_MECHANISM: '',
    KAFKA_SASL_USERNAME: '',
    KAFKA_SASL_PASSWORD: '',
    TOPIC_PREFIX: '',
  });
  expect(parsed.KAFKA_SSL).toBe(false);
  expect(parsed.KAFKA_SASL_MECHANISM).toBeUndefined();
});

test('every problem is reported at once', () => {
  expect(
    complaints({
      KAFKA_BROKERS: 'localhost',
      KAFKA_SSL: 'yes',
      KAFKA_SASL_MECHANISM: 'md5',
      TOPIC_PREFIX: 'a b',
    }),
  ).toEqual([
    'KAFKA_BROKERS,0: must be comma-separated host:port',
    'KAFKA_SSL: must be true or false',
    'KAFKA_SASL_MECHANISM: must be plain, scram-sha-256 or scram-sha-512',
    'TOPIC_PREFIX: must be up to 100 of A-Z, a-z, 0-9, ".", "_" and "-"',
  ]);
});

test('no brokers is said in plain words', () => {
  expect(complaints({})).toEqual(['KAFKA_BROKERS: must be set: comma-separated host:port']);
});

test('a SASL mechanism needs a user name and a password', () => {
  expect(complaints({ KAFKA_BROKERS: 'one:9092', KAFKA_SASL_MECHANISM: 'plain' })).toEqual([
    'KAFKA_SASL_USERNAME: must be set, because KAFKA_SASL_MECHANISM is plain',
    'KAFKA_SASL_PASSWORD: must be set, because KAFKA_SASL_MECHANISM is plain',
  ]);
});

test('a secret that would not be used is a mistake, and is not shown', () => {
  const found = complaints({
    KAFKA_BROKERS: 'one:9092',
    KAFKA_SASL_PASSWORD: 'hunter2',
    KAFKA_SSL_CA_FILE: 'ca.pem',
  });
  expect(found).toEqual([
    'KAFKA_SASL_PASSWORD: is set but KAFKA_SASL_MECHANISM is not: it would not be used',
    'KAFKA_SSL_CA_FILE: is set but KAFKA_SSL is not true: it would not be used',
  ]);
});
