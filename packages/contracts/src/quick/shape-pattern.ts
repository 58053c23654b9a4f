import { type Take, takeInteger, takeNumber, takeText, takeWord } from './read-scalar.ts';
import type { Shape } from './shape.ts';
import { textPattern } from './text-pattern.ts';
import type { WrittenForm } from './written-form.ts';

export type Fields = Record<string, unknown>;

/** Whose field a group of the pattern is, and what it is made into. */
interface PatternGroup {
  /** Which of the objects, in the order in which they begin. */
  readonly owner: number;
  readonly name: string;
  /** Null for an object of its own, or a list of one: then `begins` is its number. */
  readonly take: Take | null;
  readonly begins: number;
  readonly isList: boolean;
}

/** A regular expression for the texts of a shape, with a group for each field. */
export interface ShapePattern {
  readonly source: string;
  readonly groups: readonly PatternGroup[];
  /** Of each object, all its fields as undefined. */
  readonly blanks: readonly Fields[];
}

/** Fields as writers write them, in one order; of lists only those with one item or none. */
export function shapePattern(shape: Shape, form: WrittenForm): ShapePattern {
  const groups: PatternGroup[] = [];
  const blanks: Fields[] = [];

  function object({ properties = {}, required = [] }: Shape, written: WrittenForm): string {
    const owner = blanks.length;
    const names = Object.keys(written);
    blanks.push(Object.fromEntries(names.map((name) => [name, undefined])));
    const fields = names.map((name, at) => {
      const one = properties[name];
      if (one === undefined) throw new Error(`there is no field ${name}`);
      const text = `"${name}":${value(one, written[name], owner, name)}`;
      if (at === 0) return text;
      return required.includes(name) ? `,${text}` : `(?:,${text})?`;
    });
    return `\\{${fields.join('')}\\}`;
  }

  function value(shape: Shape, written: unknown, owner: number, name: string): string {
    const begins = blanks.length;
    const isList = shape.type === 'array';
    const inner = isList ? shape.items : shape;
    if (inner?.type === 'object') {
      groups.push({ owner, name, take: null, begins, isList });
      const form = (isList ? (written as readonly WrittenForm[])[0] : written) as WrittenForm;
      return isList ? `(\\[(?:${object(inner, form)})?\\])` : `(${object(inner, form)})`;
    }
    const { source, take } = scalar(shape);
    groups.push({ owner, name, take, begins, isList });
    return source;
  }

  const source = object(shape, form);
  return { source, groups, blanks };
}

function scalar(shape: Shape): { readonly source: string; readonly take: Take } {
  const { minimum = 0, maximum = Number.POSITIVE_INFINITY } = shape;
  switch (shape.type) {
    case 'integer':
      return { source: '(0|[1-9][0-9]{0,14})', take: takeInteger(minimum, maximum) };
    case 'number': {
      const source = shape.const ?? '(?:0|[1-9][0-9]{0,14})(?:\\.[0-9]{1,15})?';
      return { source: `(${source})`, take: takeNumber(minimum, maximum) };
    }
    case 'string': {
      const words = shape.const === undefined ? shape.enum : [String(shape.const)];
      if (words !== undefined) return { source: `"(${either(words)})"`, take: takeWord(words) };
      const { source, minLength, maxLength } = textPattern(shape);
      return { source: `"(${source})"`, take: takeText(minLength, maxLength) };
    }
    case 'array':
    case 'object':
      throw new Error('a list of what is no object is not understood');
  }
}

function either(words: readonly string[]): string {
  const strange = words.find((word) => !/^[\w-]+$/.test(word));
  if (strange !== undefined) throw new Error(`the word ${strange} is not understood`);
  return words.join('|');
}
