import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureOrderTopics } from '../topics/ensure-order-topics.ts';
import type { KafkaServer } from './native/kafka-server.ts';
import type { RedisServer } from './native/redis-server.ts';
import { startStack } from './start-stack.ts';
import {
  type Certificates,
  makeCertificates,
  PASSWORD,
  startSecuredKafka,
  startSecuredRedis,
  USER,
} from './testing/secured-servers.ts';

let folder: string;
let certificates: Certificates;
let kafka: KafkaServer;
let redis: RedisServer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'secured-'));
  certificates = makeCertificates(join(folder, 'certificates'));
  [kafka, redis] = await Promise.all([
    startSecuredKafka(join(folder, 'kafka'), certificates),
    startSecuredRedis(join(folder, 'redis'), certificates),
  ]);
});

afterAll(async () => {
  await Promise.all([kafka?.process.stop(2000), redis?.process.stop(2000)]);
  rmSync(folder, { recursive: true, force: true });
});

function start(given: Record<string, string>) {
  return startStack({ variables: given, logFolder: folder });
}

function variables(changes: Record<string, string> = {}): Record<string, string> {
  return {
    KAFKA_BROKERS: `127.0.0.1:${kafka.port}`,
    KAFKA_SSL: 'true',
    KAFKA_SSL_CA_FILE: certificates.caFile,
    KAFKA_SASL_MECHANISM: 'scram-sha-512',
    KAFKA_SASL_USERNAME: USER,
    KAFKA_SASL_PASSWORD: PASSWORD,
    REDIS_URL: redisUrl(PASSWORD),
    REDIS_CA_FILE: certificates.caFile,
    ...changes,
  };
}

function redisUrl(password: string): string {
  return `rediss://${USER}:${password}@127.0.0.1:${redis.port}`;
}

test.each(['scram-sha-512', 'plain'])(
  'a given Kafka that asks for TLS and %s gets its topics, and is left running',
  async (mechanism) => {
    const given = variables({ KAFKA_SASL_MECHANISM: mechanism });
    const stack = await start(given);
    expect(stack.environment).toEqual(given);
    const order = { variables: { ...stack.environment, TOPIC_PREFIX: `${mechanism}.` } };
    await ensureOrderTopics(order);
    expect(await ensureOrderTopics(order)).toEqual([]);
    await stack.stop();
    await (await start(given)).stop();
  },
);

test('what is shown of given servers holds no secret', async () => {
  const stack = await start(variables());
  expect(stack.description.slice(0, 2)).toEqual([
    `Kafka  127.0.0.1:${kafka.port} (given by KAFKA_BROKERS)`,
    `Redis  rediss://127.0.0.1:${redis.port} (given by REDIS_URL)`,
  ]);
  await stack.stop();
});

const WRONG = 'wrong-password-7391';

test.each([
  ['a wrong Kafka password (SCRAM)', { KAFKA_SASL_PASSWORD: WRONG }, /^Kafka at 127.+: .*SCRAM/],
  [
    'a wrong Kafka password (PLAIN)',
    { KAFKA_SASL_PASSWORD: WRONG, KAFKA_SASL_MECHANISM: 'plain' },
    /^Kafka at 127.+ cannot be used: .*PLAIN/,
  ],
  ['no Kafka CA', { KAFKA_SSL_CA_FILE: '' }, /^Kafka at 127.+ cannot be used: .*certificate/],
  ['no TLS to Kafka', { KAFKA_SSL: 'false', KAFKA_SSL_CA_FILE: '' }, /^Kafka at 127/],
  ['no Redis CA', { REDIS_CA_FILE: '' }, /^Redis at rediss:.+ cannot be used: .*certificate/],
  [
    'a Redis CA file that is not there',
    { REDIS_CA_FILE: '/no/ca.pem' },
    /^Redis at .*no such file/,
  ],
  ['a Kafka CA file that is not there', { KAFKA_SSL_CA_FILE: '/no/ca.pem' }, /^Kafka at .*no such/],
])('%s is told clearly, without a password', async (_, changes, text) => {
  const failure = await start(variables(changes)).catch((error) => error);
  expect(failure.name).toBe('StackFailure');
  expect(failure.message).toMatch(text);
  expect(failure.message).not.toContain(WRONG);
  expect(failure.message).not.toContain(PASSWORD);
});

test('a wrong Redis password is told clearly, without the password', async () => {
  const given = variables({ REDIS_URL: redisUrl(WRONG) });
  await expect(start(given)).rejects.toThrow(
    `Redis at rediss://127.0.0.1:${redis.port} cannot be used: ` +
      'WRONGPASS invalid username-password pair or user is disabled.',
  );
});

test('every wrong variable is told at once, without its value, as exit code 2', async () => {
  const given = { KAFKA_BROKERS: 'no-port', KAFKA_SASL_PASSWORD: WRONG, REDIS_URL: 'http://x:1' };
  const failure = await start(given).catch((error) => error);
  expect(failure.exitCode).toBe(2);
  expect(failure.message.split('\n')).toEqual([
    'KAFKA_BROKERS must be comma-separated host:port',
    'KAFKA_SASL_PASSWORD is set but KAFKA_SASL_MECHANISM is not: it would not be used',
    'REDIS_URL must be a redis:// or rediss:// URL such as redis://127.0.0.1:6379/0',
  ]);
});

test.each([
  [{ KAFKA_SSL: 'true' }, 'KAFKA_SSL is set, but KAFKA_BROKERS is not'],
  [{ REDIS_CA_FILE: '/ca.pem' }, 'REDIS_CA_FILE is set, but REDIS_URL is not'],
])('%j alone is refused: it would not be used', async (given, text) => {
  await expect(start(given)).rejects.toThrow(text);
});
