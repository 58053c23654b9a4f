import { hash } from 'node:crypto';

/** The header that holds a record's link. */
export const CHAIN_HEADER = 'chain';

/** A record as far as its link speaks of it: texts and their UTF-8 bytes are the same record. */
export interface LinkableRecord {
  readonly key: string | Buffer | null;
  readonly value: string | Buffer | null;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ChainLink {
  readonly writerId: string;
  /** Counts the writer's records in this partition from 1. */
  readonly n: number;
  /** What `linkDigest` gives for this record after the one before it. */
  readonly digest: string;
}

/** 16 characters of six bits: forging a record that fits takes 2⁹⁶ tries. Each one more is a byte a record. */
export const DIGEST_LENGTH = 16;

/** Stands for the digest before a writer's first record. */
export const NO_DIGEST = '';

/** `<writerId>.<n>.<digest>` */
export function formatLink({ writerId, n, digest }: ChainLink): string {
  return `${writerId}.${n}.${digest}`;
}

/** Null when the text is no link. */
export function parseLink(text: string): ChainLink | null {
  const digestAt = text.length - DIGEST_LENGTH;
  const numberAt = text.lastIndexOf('.', digestAt - 2) + 1;
  if (numberAt < 1 || text[digestAt - 1] !== '.') return null;
  const n = parseCount(text, numberAt, digestAt - 1);
  if (n === null) return null;
  return { writerId: text.slice(0, numberAt - 1), n, digest: text.slice(digestAt) };
}

const ZERO = 0x30;

/** Digits without a zero in front, as only the one spelling of a number from 1 up. */
function parseCount(text: string, from: number, to: number): number | null {
  let n = 0;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9 || (n === 0 && digit === 0)) return null;
    n = n * 10 + digit;
  }
  return n > 0 && Number.isSafeInteger(n) ? n : null;
}

/**
 * The first 16 characters of the base64url SHA-256 over the link before, this link's writer and number,
 * the record's key, its value and all its headers but the link itself.
 */
export function linkDigest(
  { writerId, n }: Pick<ChainLink, 'writerId' | 'n'>,
  previousDigest: string,
  record: LinkableRecord,
): string {
  return digestBehind(`${writerId.length}:${writerId}${n}.${previousDigest} `, record);
}

/** The same over a record alone, as one that nobody linked is named by who read it. */
export function recordDigest(record: LinkableRecord): string {
  return digestBehind('', record);
}

// Each part says how long it is, so that no two records have the same text; the value reaches to the end.
function digestBehind(place: string, { key, value, headers }: LinkableRecord): string {
  const others = headers === undefined ? '' : headersText(headers);
  const keyBytes = key === null ? -1 : Buffer.byteLength(key);
  const front = `${place}${keyBytes} ${value === null ? '-' : '+'} ${others.length}:${others}`;
  return sha256(front, key ?? '', value ?? '').slice(0, DIGEST_LENGTH);
}

const MOST_SCRATCH_BYTES = 64 * 1024;
/** A character takes at most so many bytes of UTF-8. */
const MOST_CHARACTER_BYTES = 3;
const scratch = Buffer.allocUnsafeSlow(MOST_SCRATCH_BYTES);

// One call with everything costs half of a hash that is fed in parts, and memory of its own for everything as much as
// hashing it.
function sha256(front: string, key: string | Buffer, value: string | Buffer): string {
  if (typeof key === 'string' && typeof value === 'string')
    return hash('sha256', front + key + value, 'base64url');
  const most = (front.length + key.length + value.length) * MOST_CHARACTER_BYTES;
  const memory = most <= MOST_SCRATCH_BYTES ? scratch : Buffer.allocUnsafeSlow(most);
  const keyAt = memory.write(front);
  const valueAt = keyAt + put(memory, key, keyAt);
  const end = valueAt + put(memory, value, valueAt);
  return hash('sha256', memory.subarray(0, end), 'base64url');
}

function put(memory: Buffer, part: string | Buffer, at: number): number {
  if (typeof part === 'string') return memory.write(part, at);
  memory.set(part, at);
  return part.length;
}

/** Sorted by name: whoever carries a record may keep its headers in another order. */
function headersText(headers: Readonly<Record<string, string>>): string {
  let text = '';
  for (const name of sortedNames(headers)) {
    const value = headers[name] ?? '';
    text += `${name.length}:${name}${value.length}:${value}`;
  }
  return text;
}

// Most records have headers of the same names in the same order.
let lastNames: readonly string[] = [];
let lastSorted: readonly string[] = [];

/** Of all headers but the link. */
function sortedNames(headers: Readonly<Record<string, string>>): readonly string[] {
  const names = Object.keys(headers);
  if (names.length === lastNames.length && names.every(isSameAsLast)) return lastSorted;
  lastNames = names;
  lastSorted = names.filter((name) => name !== CHAIN_HEADER).sort();
  return lastSorted;
}

const isSameAsLast = (name: string, at: number) => name === lastNames[at];
