import { type Cursor, NO, QUOTE, type Read } from './cursor.ts';
import type { Shape } from './shape.ts';

/** Inside a string, JSON has none of these as they are. */
const NOT_AS_IT_IS = /\p{Cc}/u;
const PLAIN_NUMBER = /^(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,15})?$/;
const ZERO = 0x30;
const NINE = 0x39;
/** Whole numbers of so many digits are exact. */
const MOST_DIGITS = 15;

/** Reads one of a few words, each as the one text that the shape names. */
export function readWord(words: readonly string[]): Read {
  const known = new Map(words.map((word) => [word, word]));
  return (cursor) => {
    const text = stringAt(cursor);
    return text === null ? NO : (known.get(text) ?? NO);
  };
}

export function readText(shape: Shape): Read {
  const { pattern, allOf = [], minLength = 0, maxLength = Number.POSITIVE_INFINITY } = shape;
  const sources = [...(pattern === undefined ? [] : [pattern]), ...allOf.map((one) => one.pattern)];
  const patterns = sources.map((source) => new RegExp(source, 'u'));
  const isFree = !sources.some((source) => source.startsWith('^') && source.endsWith('$'));
  // Many values come again and again: of one instrument, one strategy, one topic.
  let last: string | null = null;
  return (cursor) => {
    const text = stringAt(cursor);
    if (text === null) return NO;
    if (text === last) return last;
    if (text.length < minLength || text.length > maxLength) return NO;
    if (isFree && NOT_AS_IT_IS.test(text)) return NO;
    for (const one of patterns) if (!one.test(text)) return NO;
    last = text;
    return text;
  };
}

/** A whole number without a sign. */
export function readInteger({ minimum = 0, maximum = Number.MAX_SAFE_INTEGER }: Shape): Read {
  return (cursor) => {
    const { text, at: begin } = cursor;
    let at = begin;
    let value = 0;
    for (let code = text.charCodeAt(at); code >= ZERO && code <= NINE; code = text.charCodeAt(at)) {
      value = value * 10 + code - ZERO;
      at += 1;
    }
    const digits = at - begin;
    const isPadded = digits > 1 && text.charCodeAt(begin) === ZERO;
    if (digits === 0 || digits > MOST_DIGITS || isPadded) return NO;
    cursor.at = at;
    return value < minimum || value > maximum ? NO : value;
  };
}

/** A number without a sign and without an exponent. */
export function readNumber(shape: Shape): Read {
  const { minimum = 0, maximum = Number.POSITIVE_INFINITY } = shape;
  return (cursor) => {
    const { text, at } = cursor;
    let end = at;
    while (end < text.length && !ENDS_NUMBER.has(text.charCodeAt(end))) end += 1;
    const digits = text.slice(at, end);
    if (!PLAIN_NUMBER.test(digits)) return NO;
    cursor.at = end;
    const value = Number(digits);
    const isMeant = shape.const === undefined || shape.const === value;
    return isMeant && value >= minimum && value <= maximum ? value : NO;
  };
}

const ENDS_NUMBER: ReadonlySet<number> = new Set([',', '}', ']'].map((end) => end.charCodeAt(0)));

/** The text between two quotes; there is no backslash anywhere. */
function stringAt(cursor: Cursor): string | null {
  const { text, at } = cursor;
  if (text.charCodeAt(at) !== QUOTE) return null;
  const end = text.indexOf('"', at + 1);
  if (end < 0) return null;
  cursor.at = end + 1;
  return text.slice(at + 1, end);
}
