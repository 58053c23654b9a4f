import type { KafkaMessage } from 'kafkajs';
import type { IncomingRecord } from './ports.ts';

/**
 * A record as kafkajs read it. Key and value are views into the whole answer of the broker, which stays in
 * memory as long as one of them does.
 */
export function incomingRecord(
  topic: string,
  partition: number,
  message: KafkaMessage,
): IncomingRecord {
  return {
    topic,
    partition,
    offset: message.offset,
    key: message.key,
    value: message.value,
    headers: headerTexts(message.headers),
    logTimeMs: Number(message.timestamp),
  };
}

/**
 * Copies key and value out of the broker's answer, into the record itself: whoever holds it lets go of the
 * answer too. Each gets memory of its own; a share of Node's pool would keep 64 KiB alive.
 */
export function detachFromAnswer(record: IncomingRecord): void {
  const owned: { key: Buffer | null; value: Buffer | null } = record;
  owned.key = record.key && detached(record.key);
  owned.value = record.value && detached(record.value);
}

function detached(view: Buffer): Buffer {
  if (view.buffer.byteLength === view.length) return view;
  const copy = Buffer.allocUnsafeSlow(view.length);
  view.copy(copy);
  return copy;
}

const NO_HEADERS: Readonly<Record<string, string>> = Object.freeze(Object.create(null));

/** Of a header that stands there more than once the last one counts. */
function headerTexts(headers: KafkaMessage['headers']): Readonly<Record<string, string>> {
  if (headers === undefined) return NO_HEADERS;
  let texts: Record<string, string> | null = null;
  for (const name in headers) {
    const given = headers[name];
    const value = Array.isArray(given) ? given.at(-1) : given;
    if (value === undefined) continue;
    // No prototype: a header may be called "__proto__".
    texts ??= Object.create(null) as Record<string, string>;
    texts[name] = typeof value === 'string' ? value : value.toString('utf8');
  }
  return texts ?? NO_HEADERS;
}
