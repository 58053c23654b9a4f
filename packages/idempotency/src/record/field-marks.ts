import type { Payload } from '../order-claims.ts';

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_';
const NAME_CHARS = 2;
const VALUE_CHARS = 3;
const MARK_CHARS = NAME_CHARS + VALUE_CHARS;

/** The names a payload may have: a field that is missing from one copy can be named only if it is here. */
const KNOWN_NAMES = [
  'kind',
  'clientOrderId',
  'symbol',
  'side',
  'quantity',
  'orderType',
  'limitPrice',
  'stopPrice',
  'timeInForce',
  'origClientOrderId',
  'strategyId',
  'accountId',
  'orderUuid',
  'createdAtMs',
  'expiresAtMs',
  'occurrence',
];

/** Five characters a field: two for its name, three for its value. For naming differences, never for finding them. */
export function markFields(payload: Payload): string {
  let marks = '';
  for (const name of Object.keys(payload)) {
    marks += nameMark(name) + mark(payload[name] ?? '', VALUE_CHARS);
  }
  return marks;
}

/** The names of the fields in which `payload` differs from the payload that was marked; at least one name. */
export function differingFields(marks: string, payload: Payload): readonly string[] {
  // A restored record knows only the payload's hash.
  if (marks === '') return ['payload'];
  const marked = new Map<string, string>();
  for (let at = 0; at < marks.length; at += MARK_CHARS) {
    marked.set(marks.slice(at, at + NAME_CHARS), marks.slice(at + NAME_CHARS, at + MARK_CHARS));
  }
  const differing = new Set<string>();
  for (const [name, value] of Object.entries(payload)) {
    const marksName = nameMark(name);
    if (marked.get(marksName) !== mark(value, VALUE_CHARS)) differing.add(name);
    marked.delete(marksName);
  }
  for (const missing of marked.keys()) {
    differing.add(KNOWN_NAMES.find((name) => nameMark(name) === missing) ?? 'payload');
  }
  return differing.size === 0 ? ['payload'] : [...differing].sort();
}

function nameMark(name: string): string {
  return NAME_MARKS.get(name) ?? mark(name, NAME_CHARS);
}

/** A mark of a whole text. */
export const markText = (text: string): string => mark(text, 5);

/** FNV-1a, as so many characters of six bits: fast, and enough to tell two values apart for a person. */
function mark(text: string, chars: number): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  hash ^= hash >>> 15;
  let marks = '';
  for (let at = 0; at < chars; at++) marks += ALPHABET[(hash >>> (6 * at)) & 63];
  return marks;
}

const NAME_MARKS = new Map(KNOWN_NAMES.map((name) => [name, mark(name, NAME_CHARS)]));
