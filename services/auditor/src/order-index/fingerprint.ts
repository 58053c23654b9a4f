import { createHash } from 'node:crypto';
import type { IncomingRecord } from '@orderonce/kafka';

/** Knows a record again: another one at the same place has another fingerprint. */
export function fingerprint({ logTimeMs, key, value }: IncomingRecord): string {
  const hash = createHash('sha256');
  for (const part of [key, value]) hash.update(`${part?.length ?? -1}:`).update(part ?? '');
  return `${logTimeMs}:${hash.digest('hex').slice(0, 32)}`;
}
