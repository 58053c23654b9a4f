import type { ClientOrderId } from '@orderonce/contracts';
import type { IdempotencyConfig } from '@orderonce/idempotency';
import { type Conclusion, denied, held } from './conclusion.ts';

/** The same order came under a new id. Nothing of it was sent. */
export function contentDuplicate(
  original: ClientOrderId,
  policy: IdempotencyConfig['behavior']['contentDuplicates'],
  nowMs: number,
): Conclusion {
  const text = `the same order as ${original}, which this strategy published shortly before`;
  return policy === 'hold'
    ? held('CONTENT_DUPLICATE', text, nowMs)
    : denied('CONTENT_DUPLICATE', text, nowMs, original);
}
