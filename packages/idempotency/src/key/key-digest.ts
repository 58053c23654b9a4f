import { createHmac, hash } from 'node:crypto';
import { invalidField } from './key-fields.ts';

export const KEY_ALGORITHMS = ['SHA256', 'HMAC-SHA256'] as const;
type KeyAlgorithm = (typeof KEY_ALGORITHMS)[number];

/** Shorter ones can be tried out one by one. */
export const MIN_SECRET_CHARS = 16;

export interface DigestOptions {
  /** `SHA256` is the document's; whoever can guess an order can compute its key. `HMAC-SHA256` needs the secret too. */
  readonly algorithm?: KeyAlgorithm;
  readonly secret?: string;
}

/** 64 lower case hex digits. */
export function digest(text: string, { algorithm = 'SHA256', secret }: DigestOptions): string {
  if (algorithm === 'SHA256') return hash('sha256', text, 'hex');
  if (algorithm !== 'HMAC-SHA256') {
    throw invalidField('algorithm', `be one of ${KEY_ALGORITHMS.join(', ')}`);
  }
  if (typeof secret !== 'string' || secret.length < MIN_SECRET_CHARS) {
    throw invalidField('secret', `have at least ${MIN_SECRET_CHARS} characters`);
  }
  return createHmac('sha256', secret).update(text).digest('hex');
}
