import type { ContentEntry } from './record-store.ts';

const ENTRY = /^(\S+) (\d{1,16}) (\d{1,16}) (\d{1,15}) (\S+)$/;

/** A content key's value: the order that has it, when that was created, when it expires, how often it was met, and its details. */
export function encodeContentEntry(entry: ContentEntry): string {
  return `${entry.clientOrderId} ${entry.createdAtMs} ${entry.expiresAtMs} ${entry.accessCount} ${entry.details}`;
}

export function decodeContentEntry(value: string): ContentEntry | null {
  const parts = ENTRY.exec(value);
  if (parts === null) return null;
  const [, clientOrderId = '', createdAtMs = '', expiresAtMs = '', accessCount = '', details = ''] =
    parts;
  return {
    clientOrderId,
    createdAtMs: Number(createdAtMs),
    expiresAtMs: Number(expiresAtMs),
    accessCount: Number(accessCount),
    details,
  };
}
