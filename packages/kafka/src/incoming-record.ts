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

/** The same with key and value copied out, for a record that may wait long. */
export function ownedRecord(
  topic: string,
  partition: number,
  message: KafkaMessage,
): IncomingRecord {
  return {
    topic,
    partition,
    offset: message.offset,
    key: message.key && Buffer.from(message.key),
    value: message.value && Buffer.from(message.value),
    headers: headerTexts(message.headers),
    logTimeMs: Number(message.timestamp),
  };
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
