import type { IncomingRecord } from './ports.ts';

/**
 * The same record with fields of its own, which are there once and may be set; see `detachFromAnswer`.
 *
 * @throws {KafkaFailure} `UNREADABLE` when its headers are damaged
 */
export function incomingRecord({
  topic,
  partition,
  offset,
  key,
  value,
  headers,
  logTimeMs,
}: IncomingRecord): IncomingRecord {
  return { topic, partition, offset, key, value, headers, logTimeMs };
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
