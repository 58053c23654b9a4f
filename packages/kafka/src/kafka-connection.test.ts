import { expect, test } from 'vitest';
import { z } from 'zod';
import { kafkaConnection } from './kafka-connection.ts';
import { kafkaEnvironment } from './kafka-environment.ts';

const connect = (variables: Record<string, string>) =>
  kafkaConnection(z.object(kafkaEnvironment).parse({ KAFKA_BROKERS: 'one:9092', ...variables }), {
    clientId: 'test',
  });

test('settings that cannot work are refused by name, without the secret', () => {
  expect(() => connect({ KAFKA_SASL_PASSWORD: 'hunter2' })).toThrow(
    /^INVALID_SETTINGS: KAFKA_SASL_PASSWORD is set but KAFKA_SASL_MECHANISM is not: it would not be used$/,
  );
});

test('a certificate file that is not there is named', () => {
  expect(() => connect({ KAFKA_SSL: 'true', KAFKA_SSL_CA_FILE: 'no-such.pem' })).toThrow(
    'INVALID_SETTINGS: KAFKA_SSL_CA_FILE cannot be read: ENOENT',
  );
});
