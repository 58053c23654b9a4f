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
 * answer too. Both get one piece of memory of their own; a share of Node's pool would keep 64 KiB alive, and
 * two pieces cost as much again as most keys.
 */
export function detachFromAnswer(record: IncomingRecord): void {
  const { key, value } = record;
  const keyLength = key?.length ?? 0;
  const length = keyLength + (value?.length ?? 0);
  const isDetached = (key ?? value)?.buffer.byteLength === length;
  if (isDetached) return;
  const memory = Buffer.allocUnsafeSlow(length);
  key?.copy(memory, 0);
  value?.copy(memory, keyLength);
  const owned: { key: Buffer | null; value: Buffer | null } = record;
  owned.key = key && memory.subarray(0, keyLength);
  owned.value = value && memory.subarray(keyLength);
}

const NO_HEADERS: Readonly<Record<string, string>> = Object.freeze(Object.create(null));

/** Of a header that stands there more than once the last one counts; one without a value is none. */
function headerTexts(headers: KafkaMessage['headers']): Readonly<Record<string, string>> {
  if (headers === undefined) return NO_HEADERS;
  let texts: Record<string, string> | null = null;
  for (const name in headers) {
    const given = headers[name];
    // Null where a header has no value, whatever the types of kafkajs say.
    const value: Buffer | string | null | undefined = Array.isArray(given) ? given.at(-1) : given;
    if (value === undefined || value === null) continue;
    // No prototype: a header may be called "__proto__".
    texts ??= Object.create(null) as Record<string, string>;
    texts[name] = typeof value === 'string' ? value : value.toString('utf8');
  }
  return texts ?? NO_HEADERS;
}
