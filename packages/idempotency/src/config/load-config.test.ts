import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { idempotencyJsonSchema } from './idempotency-config.ts';
import { loadIdempotencyConfig } from './load-config.ts';

/** The tree as ORDER-004 has it. */
const DOCUMENT = `
idempotency:
  enabled: true
  keyGeneration:
    algorithm: "SHA256"
    timestampResolution: 60000
    includeAccount: true
    includeSymbol: true
    includeSide: true
    includeQuantity: true
    includeOrderType: true
    includePrices: true
  cache:
    type: "in_memory"
    ttl: 3600000
    cleanupInterval: 300000
    redis:
      host: "localhost"
      port: 6379
      db: 0
      password: null
      ttlSeconds: 3600
  behavior:
    returnCachedResult: true
    allowRetryAfterFailure: true
    allowRetryAfterExpiry: true
    logDuplicates: true
  monitoring:
    trackCacheHitRate: true
    trackKeyGeneration: true
    alertOnHighDuplicateRate: true
    duplicateRateThreshold: 0.05
`;

test('the document’s tree is read, and is what an empty one means', () => {
  const { cache, ...rest } = loadIdempotencyConfig(DOCUMENT);
  expect(cache.redis.ttlSeconds).toBe(3600);
  const empty = loadIdempotencyConfig('');
  expect({ ...rest, cache: { ...cache, redis: { ...cache.redis, ttlSeconds: null } } }).toEqual(
    empty,
  );
  expect(empty.behavior.onCacheUnavailable).toBe('degrade');
  expect(empty.cache.expiryMemory).toBe(86_400_000);
});

test('the environment overrides the file, each leaf by its path', () => {
  const config = loadIdempotencyConfig(DOCUMENT, {
    IDEMPOTENCY_CACHE_TYPE: 'redis',
    IDEMPOTENCY_CACHE_TTL: '60000',
    IDEMPOTENCY_CACHE_REDIS_PASSWORD: '12345',
    IDEMPOTENCY_CACHE_REDIS_TTL_SECONDS: '60',
    IDEMPOTENCY_BEHAVIOR_LOG_DUPLICATES: 'false',
    IDEMPOTENCY_KEY_GENERATION_ALGORITHM: 'HMAC-SHA256',
    IDEMPOTENCY_KEY_GENERATION_SECRET: 'correct horse battery',
    UNRELATED: 'x',
  });
  expect(config).toMatchObject({
    cache: { type: 'redis', ttl: 60_000, redis: { password: '12345', ttlSeconds: 60 } },
    behavior: { logDuplicates: false },
    keyGeneration: { algorithm: 'HMAC-SHA256', secret: 'correct horse battery' },
  });
});

describe('what is wrong', () => {
  test('is told all at once, by path, without the values', () => {
    const text = `
idempotency:
  cache: { type: disk, ttl: -1, redis: { port: 70000, password: [hunter2] } }
  behaviour: {}
  keyGeneration: { algorithm: MD5, secret: [swordfish] }
`;
    const problems = messageOf(() => loadIdempotencyConfig(text));
    for (const path of [
      'idempotency.cache.type',
      'idempotency.cache.ttl: must be at least 1000',
      'idempotency.cache.redis.port: must be a port',
      'idempotency.cache.redis.password: must be text or null',
      'idempotency.keyGeneration.algorithm',
      'idempotency: Unrecognized key: "behaviour"',
    ]) {
      expect(problems).toContain(path);
    }
    expect(problems).not.toMatch(/hunter2|swordfish/);
  });

  test('across two fields is told too', () => {
    expect(
      messageOf(() =>
        loadIdempotencyConfig('', { IDEMPOTENCY_KEY_GENERATION_ALGORITHM: 'HMAC-SHA256' }),
      ),
    ).toContain('idempotency.keyGeneration.secret: must have at least 16 characters');
    expect(
      messageOf(() => loadIdempotencyConfig('', { IDEMPOTENCY_CACHE_REDIS_TTL_SECONDS: '7' })),
    ).toContain('idempotency.cache.redis.ttlSeconds: must be the same time as cache.ttl');
  });

  test('in the YAML itself is told by its place', () => {
    expect(messageOf(() => loadIdempotencyConfig('a: [1'))).toContain('the YAML cannot be read');
  });
});

test('the JSON Schema for editors is the one that is committed, and takes the document’s tree', () => {
  const committed: object = JSON.parse(
    readFileSync(new URL('../../idempotency.schema.json', import.meta.url), 'utf8'),
  );
  expect(idempotencyJsonSchema()).toEqual(committed);
  const validate = new Ajv2020().compile(committed);
  expect(validate(parse(DOCUMENT))).toBe(true);
  expect(validate({ idempotency: { cache: { type: 'disk' } } })).toBe(false);
});

function messageOf(load: () => unknown): string {
  try {
    load();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('nothing was wrong');
}
