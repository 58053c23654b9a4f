import { z } from 'zod';
import { KEY_ALGORITHMS, MIN_SECRET_CHARS } from '../key/key-digest.ts';

const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;

const ms = (min: number, max: number) =>
  z
    .int('must be whole milliseconds')
    .min(min, `must be at least ${min}`)
    .max(max, `must be at most ${max}`);
const flag = (otherwise: boolean) => z.boolean('must be true or false').default(otherwise);
const secretText = z.string('must be text or null').nullable().default(null);

const CONTENT_POLICIES = ['suppress', 'hold', 'allow'] as const;

const keyGeneration = z.strictObject({
  algorithm: z.enum(KEY_ALGORITHMS).default('SHA256'),
  /** Of HMAC-SHA256; better given by the environment than by a file. */
  secret: secretText,
  timestampResolution: ms(1, DAY_MS).default(60_000),
  includeAccount: flag(true),
  includeSymbol: flag(true),
  includeSide: flag(true),
  includeQuantity: flag(true),
  includeOrderType: flag(true),
  includePrices: flag(true),
});

/** As a number, or as the text of an environment variable. */
const wholeSeconds = z.union(
  [
    z.int().min(1),
    z
      .string()
      .regex(/^[1-9]\d{0,8}$/)
      .transform(Number),
  ],
  'must be whole seconds',
);

const redis = z.strictObject({
  host: z.string().min(1, 'must name a host').default('localhost'),
  port: z.int().min(1, 'must be a port').max(65_535, 'must be a port').default(6379),
  db: z.int().min(0).max(999).default(0),
  password: secretText,
  /** The document has the time to live twice; given here, it must be `cache.ttl`. */
  ttlSeconds: wholeSeconds.nullable().default(null),
});

const cache = z.strictObject({
  /** `in_memory` serves a single process; the executor requires `redis`. */
  type: z.enum(['in_memory', 'redis']).default('in_memory'),
  ttl: ms(1_000, YEAR_MS).default(3_600_000),
  cleanupInterval: ms(100, DAY_MS).default(300_000),
  /** How long after `ttl` a repeat is told apart from a first order. */
  expiryMemory: ms(0, YEAR_MS).default(DAY_MS),
  maxEntries: z.int().min(1).default(1_000_000),
  redis: redis.prefault({}),
});

const behavior = z.strictObject({
  returnCachedResult: flag(true),
  allowRetryAfterFailure: flag(true),
  allowRetryAfterExpiry: flag(true),
  logDuplicates: flag(true),
  onCacheUnavailable: z.enum(['degrade', 'halt']).default('degrade'),
  contentDuplicates: z.enum(CONTENT_POLICIES).default('suppress'),
  /** By strategy; what is not here follows `contentDuplicates`. */
  contentDuplicatesByStrategy: z.record(z.string(), z.enum(CONTENT_POLICIES)).default({}),
});

const monitoring = z.strictObject({
  trackCacheHitRate: flag(true),
  trackKeyGeneration: flag(true),
  alertOnHighDuplicateRate: flag(true),
  duplicateRateThreshold: z.number().gt(0).max(1, 'is a share: at most 1').default(0.05),
});

/** The tree of ORDER-004 with its defaults, and what SPEC-NOTES adds to it. Unknown names are refused. */
export const idempotencyTreeSchema = z.strictObject({
  idempotency: z
    .strictObject({
      enabled: flag(true),
      keyGeneration: keyGeneration.prefault({}),
      cache: cache.prefault({}),
      behavior: behavior.prefault({}),
      monitoring: monitoring.prefault({}),
    })
    .prefault({}),
});

/** The tree with the rules that span two fields. */
export const idempotencyConfigSchema = idempotencyTreeSchema.superRefine(
  ({ idempotency: { keyGeneration: key, cache: kept } }, context) => {
    const complain = (path: readonly string[], message: string) =>
      context.addIssue({ code: 'custom', path: ['idempotency', ...path], message });
    if (key.algorithm === 'HMAC-SHA256' && (key.secret ?? '').length < MIN_SECRET_CHARS) {
      complain(
        ['keyGeneration', 'secret'],
        `must have at least ${MIN_SECRET_CHARS} characters with HMAC-SHA256`,
      );
    }
    const { ttlSeconds } = kept.redis;
    if (ttlSeconds !== null && ttlSeconds * 1000 !== kept.ttl) {
      complain(['cache', 'redis', 'ttlSeconds'], 'must be the same time as cache.ttl, or left out');
    }
  },
);

export type IdempotencyConfig = z.output<typeof idempotencyConfigSchema>['idempotency'];

/** The tree as JSON Schema, for editors. */
export function idempotencyJsonSchema(): unknown {
  return z.toJSONSchema(idempotencyTreeSchema, { io: 'input' });
}
