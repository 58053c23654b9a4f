import { readFileSync } from 'node:fs';
import { IdempotencyError, loadIdempotencyConfig } from '@orderonce/idempotency';
import { z } from 'zod';

/**
 * ORDER-004's tree: from the YAML file that `IDEMPOTENCY_CONFIG_FILE` names, with `IDEMPOTENCY_…` variables on
 * top. Without a file the cache is Redis, the only one that executors can share.
 */
export const idempotencySettings = z
  .record(z.string(), z.string())
  .transform((variables, context) => {
    const complain = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    const file = variables['IDEMPOTENCY_CONFIG_FILE'];
    const text = file === undefined ? CACHE_IN_REDIS : readText(file);
    if (text === null) {
      complain('IDEMPOTENCY_CONFIG_FILE', 'must name a file that can be read');
      return z.NEVER;
    }
    try {
      const idempotency = loadIdempotencyConfig(text, variables);
      if (!idempotency.enabled)
        complain('IDEMPOTENCY_ENABLED', 'must be true: nothing is sent without a claim');
      if (idempotency.cache.type !== 'redis')
        complain('IDEMPOTENCY_CACHE_TYPE', 'must be redis: executors share their claims');
      return { idempotency };
    } catch (error) {
      if (!(error instanceof IdempotencyError)) throw error;
      complain(file === undefined ? 'IDEMPOTENCY_*' : 'IDEMPOTENCY_CONFIG_FILE', error.message);
      return z.NEVER;
    }
  });

const CACHE_IN_REDIS = 'idempotency: { cache: { type: redis } }';

function readText(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
