import { randomUUID } from 'node:crypto';

/** 64 random bits as hex: of a UUID, which Node draws from a pool, the digits that say version and variant left out. */
export function newSpanId(): string {
  const uuid = randomUUID();
  return uuid.slice(0, 8) + uuid.slice(9, 13) + uuid.slice(-4);
}
