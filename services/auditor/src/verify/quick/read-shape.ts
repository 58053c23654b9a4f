import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COMMA,
  type Cursor,
  NO,
  OPEN_ARRAY,
  OPEN_OBJECT,
  type Read,
} from './cursor.ts';
import { readInteger, readNumber, readText, readWord } from './read-scalar.ts';
import type { Shape } from './shape.ts';

/** What reads values of a shape, each rule of the shape included. */
export function readShape(shape: Shape): Read {
  switch (shape.type) {
    case 'object':
      return readObject(shape);
    case 'array':
      return readArray(shape);
    case 'integer':
      return readInteger(shape);
    case 'number':
      return readNumber(shape);
    case 'string':
      if (typeof shape.const === 'string') return readWord([shape.const]);
      return shape.enum === undefined ? readText(shape) : readWord(shape.enum);
  }
}

interface Field {
  readonly name: string;
  /** `"name":` */
  readonly token: string;
  readonly bit: number;
  readonly read: Read;
  /** What stood behind it the last two times: writers write their fields in one order. */
  next: Field | null;
  other: Field | null;
}

function readObject({ properties = {}, required = [] }: Shape): Read {
  const fields = Object.entries(properties).map(([name, shape], at): Field => {
    const token = `${JSON.stringify(name)}:`;
    return { name, token, bit: 1 << at, read: readShape(shape), next: null, other: null };
  });
  const byToken = new Map(fields.map((field) => [field.token, field]));
  const needed = fields.reduce(
    (bits, { name, bit }) => (required.includes(name) ? bits | bit : bits),
    0,
  );
  // All objects of the shape have all its fields, those that are absent as undefined: one layout for all.
  const blank = Object.fromEntries(fields.map(({ name }) => [name, undefined]));
  const start: Field = { name: '', token: '', bit: 0, read: () => NO, next: null, other: null };

  return (cursor) => {
    const { text } = cursor;
    if (text.charCodeAt(cursor.at) !== OPEN_OBJECT) return NO;
    cursor.at += 1;
    const object: Record<string, unknown> = { ...blank };
    let seen = 0;
    let before = start;
    for (;;) {
      const field = fieldAt(cursor, before, byToken);
      if (field === null || (seen & field.bit) !== 0) return NO;
      seen |= field.bit;
      cursor.at += field.token.length;
      const value = field.read(cursor);
      if (value === NO) return NO;
      object[field.name] = value;
      const code = text.charCodeAt(cursor.at);
      cursor.at += 1;
      if (code === CLOSE_OBJECT) return (seen & needed) === needed ? object : NO;
      if (code !== COMMA) return NO;
      before = field;
    }
  };
}

function fieldAt(
  { text, at }: Cursor,
  before: Field,
  byToken: ReadonlyMap<string, Field>,
): Field | null {
  const { next, other } = before;
  if (next !== null && text.startsWith(next.token, at)) return next;
  if (other !== null && text.startsWith(other.token, at)) return other;
  const field = byToken.get(text.slice(at, text.indexOf(':', at) + 1)) ?? null;
  before.other = next;
  before.next = field;
  return field;
}

function readArray({ items, maxItems = Number.POSITIVE_INFINITY }: Shape): Read {
  if (items === undefined) return () => NO;
  const read = readShape(items);
  return (cursor) => {
    const { text } = cursor;
    if (text.charCodeAt(cursor.at) !== OPEN_ARRAY) return NO;
    cursor.at += 1;
    const list: unknown[] = [];
    if (text.charCodeAt(cursor.at) === CLOSE_ARRAY) {
      cursor.at += 1;
      return list;
    }
    for (;;) {
      const value = read(cursor);
      if (value === NO || list.length === maxItems) return NO;
      list.push(value);
      const code = text.charCodeAt(cursor.at);
      cursor.at += 1;
      if (code === CLOSE_ARRAY) return list;
      if (code !== COMMA) return NO;
    }
  };
}
