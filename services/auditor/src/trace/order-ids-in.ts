import type { ClientOrderId } from '@orderonce/contracts';

const ORDER_ID = /[A-Z0-9]{1,10}-[0-9A-HJKMNP-TV-Z]{6}-[0-9]{6}-[0-9a-f]{8}/g;
/** Begins an escape that may stand for any character of an id. */
const ESCAPE = Buffer.from('\\u');

/**
 * Everything in a message that looks like an order id, in whatever field, and however its writer spaced or
 * escaped it. It may give what is no id; it misses none that a JSON reader would find.
 */
export function orderIdsIn(bytes: Buffer): Set<ClientOrderId> {
  // Ids are plain ASCII, which stands for itself in Latin-1 too, and that is read much faster than UTF-8.
  const text = bytes.includes(ESCAPE) ? unescaped(bytes) : bytes.toString('latin1');
  return new Set(text.match(ORDER_ID)) as Set<ClientOrderId>;
}

/**
 * Whether a message may hold one of the texts, or anything else that only a closer look can tell; also for many
 * messages one behind the other.
 */
export function mayHoldOneOf(texts: readonly string[]): (bytes: Buffer) => boolean {
  const wanted = texts.map((text) => Buffer.from(text));
  return (bytes) => wanted.some((text) => bytes.includes(text)) || bytes.includes(ESCAPE);
}

function unescaped(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  // Where it is no JSON, each escape may still be meant.
  return text.replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}
