import type { ContentEntry } from './record-store.ts';

const ENTRY = /^(\S+) (\d{1,16}) (\d{1,16}) (\d{1,15})$/;

/** A content key's value: the order that has it, when that was created, when it expires, and how often it was met. */
export function encodeContentEntry(entry: ContentEntry): string {
  return `${entry.clientOrderId} ${entry.createdAtMs} ${entry.expiresAtMs} ${entry.accessCount}`;
}

export function decodeContentEntry(value: string): ContentEntry | null {
  const parts = ENTRY.exec(value);
  if (parts === null) return null;
  const [, clientOrderId = '', createdAtMs = '', expiresAtMs = '', accessCount = ''] = parts;
  return {
    clientOrderId,
    createdAtMs: Number(createdAtMs),
    expiresAtMs: Number(expiresAtMs),
    accessCount: Number(accessCount),
  };
}
