import type { AccountId } from '@orderonce/contracts';
import type {
  ClaimWrite,
  ContentChange,
  ContentWrite,
  UpdateWrite,
} from '../store/record-store.ts';

/** A write that the store took, and when, by this process's monotonic clock. */
export interface WriteNote {
  readonly accountId: AccountId;
  readonly atMs: number;
  readonly write: { readonly claim: ClaimWrite } | { readonly update: UpdateWrite };
}

/** No text of a write holds one: bodies are JSON, all else are names and numbers. */
const SEPARATOR = '\n';

/** One text of the fields beside each other: a body is JSON already, and would cost much to quote again. */
export function encodeClaimNote(accountId: AccountId, atMs: number, write: ClaimWrite): string {
  const { clientOrderId, stamp, leaseMs, body, content } = write;
  const rest = content === undefined ? '' : `\n${JSON.stringify(content)}`;
  return `claim\n${accountId}\n${atMs}\n${clientOrderId}\n${stamp}\n${leaseMs}\n${body}${rest}`;
}

export function encodeUpdateNote(accountId: AccountId, atMs: number, write: UpdateWrite): string {
  const { clientOrderId, expected, stamp, leaseMs, duplicateOf, body, ttlMs, content } = write;
  const head = `update\n${accountId}\n${atMs}\n${clientOrderId}\n${stamp}\n${leaseMs}\n${body}`;
  const rest = content === undefined ? '' : `\n${JSON.stringify(content)}`;
  return `${head}\n${expected}\n${duplicateOf}\n${ttlMs ?? ''}${rest}`;
}

export function decodeNote(text: string): WriteNote {
  const [kind, accountId, atMs, clientOrderId = '', stamp = '', leaseMs, body = '', ...rest] =
    text.split(SEPARATOR);
  const common = { clientOrderId, stamp, leaseMs: Number(leaseMs), body };
  const note = { accountId: accountId as AccountId, atMs: Number(atMs) };
  if (kind === 'claim') {
    const [content] = rest;
    const change = content === undefined ? {} : { content: JSON.parse(content) as ContentWrite };
    return { ...note, write: { claim: { ...common, ...change } } };
  }
  const [expected = '', duplicateOf = '', ttlMs = '', content] = rest;
  const change = content === undefined ? {} : { content: JSON.parse(content) as ContentChange };
  const ttl = ttlMs === '' ? {} : { ttlMs: Number(ttlMs) };
  return { ...note, write: { update: { ...common, expected, duplicateOf, ...ttl, ...change } } };
}
