import { Buffer, isUtf8 } from 'node:buffer';
import { printable } from './printable.ts';
import { type Problem, pathText } from './problem.ts';
import { repeatedFields } from './repeated-fields.ts';

/** Far above the largest message that the schemas allow; what is larger is not even parsed. */
export const MAX_MESSAGE_BYTES = 64 * 1024;
const MAX_DEPTH = 8;

export type JsonObject = Readonly<Record<string, unknown>>;

export interface ReadJson {
  /** The object, as far as there is one; fields that were given twice are left out. */
  readonly object: JsonObject | null;
  readonly problems: readonly Problem[];
}

/**
 * Reads one JSON object from bytes that anybody may have sent. Never throws.
 *
 * Refused beside what is not JSON: more than {@link MAX_MESSAGE_BYTES}, bytes that are not UTF-8, values
 * nested deeper than any message of ours, and a field given twice (readers disagree about which one counts).
 */
export function readJsonObject(bytes: Uint8Array | null): ReadJson {
  if (bytes === null) return refuse('has no value (a tombstone)');
  if (bytes.byteLength === 0) return refuse('is empty');
  if (bytes.byteLength > MAX_MESSAGE_BYTES)
    return refuse(`is ${bytes.byteLength} bytes long; at most ${MAX_MESSAGE_BYTES} are read`);
  if (!isUtf8(bytes)) return refuse('is not UTF-8');
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse(`is not JSON: ${printable(error instanceof Error ? error.message : '', 160)}`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refuse('must be a JSON object');
  return examine(text, bytes, value as JsonObject);
}

function examine(text: string, bytes: Uint8Array, object: JsonObject): ReadJson {
  const { members, depth } = measure(bytes);
  const isDeep = depth > MAX_DEPTH;
  if (!isDeep && members === countMembers(object)) return { object, problems: [] };
  const repeated = repeatedFields(text);
  const names = new Set(repeated.map(([name]) => name));
  const kept = Object.entries(object).filter(([name]) => !names.has(name));
  const problems = repeated.map((path) => ({
    path: pathText(path),
    rule: 'is given more than once',
  }));
  if (isDeep) problems.unshift({ path: '', rule: `is nested deeper than ${MAX_DEPTH} levels` });
  return { object: Object.fromEntries(kept), problems };
}

const QUOTE = 0x22;
const COLON = 0x3a;
const BACKSLASH = 0x5c;

/** How many fields a valid JSON text spells out, repeated ones included, and how deep it goes. */
function measure(json: Uint8Array): { members: number; depth: number } {
  let members = 0;
  let depth = 0;
  let deepest = 0;
  for (let place = 0; place < json.length; place += 1) {
    const byte = json[place];
    if (byte === QUOTE) place = endOfString(json, place);
    else if (byte === COLON) members += 1;
    else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (byte === 0x7d || byte === 0x5d) depth -= 1;
  }
  return { members, depth: deepest };
}

function endOfString(json: Uint8Array, start: number): number {
  let place = start + 1;
  while (place < json.length && json[place] !== QUOTE) place += json[place] === BACKSLASH ? 2 : 1;
  return place;
}

/** The fields that are left after parsing: of those given twice only one is. */
function countMembers(value: object): number {
  let members = 0;
  for (const name of Object.keys(value)) {
    const inner: unknown = (value as JsonObject)[name];
    members += typeof inner === 'object' && inner !== null ? 1 + countMembers(inner) : 1;
  }
  return Array.isArray(value) ? members - value.length : members;
}

function refuse(rule: string): ReadJson {
  return { object: null, problems: [{ path: '', rule }] };
}
