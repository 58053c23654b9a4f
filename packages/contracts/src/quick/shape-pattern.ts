import { type Take, takeInteger, takeNumber, takeText, takeWord } from './read-scalar.ts';
import type { Shape } from './shape.ts';
import { textPattern } from './text-pattern.ts';
import type { WrittenForm } from './written-form.ts';

/** A field, and where the pattern finds its value. */
export type Field = { readonly name: string } & (
  | { readonly kind: 'constant'; readonly value: unknown }
  /** What a group is made into. */
  | { readonly kind: 'scalar'; readonly group: number; readonly take: Take }
  /** There is one where `group` matched anything. */
  | { readonly kind: 'object'; readonly group: number; readonly fields: readonly Field[] }
  /** The list begins at `list`; its only item is there where `group` matched. */
  | {
      readonly kind: 'list';
      readonly list: number;
      readonly group: number;
      readonly fields: readonly Field[];
    }
);

/** A regular expression for the texts of a shape, with a group for each field that it has to cut out. */
export interface ShapePattern {
  readonly source: string;
  readonly fields: readonly Field[];
}

/** Fields as writers write them, in one order; of lists only those with one item or none. */
export function shapePattern(shape: Shape, form: WrittenForm): ShapePattern {
  let groups = 0;
  const nextGroup = () => {
    groups += 1;
    return groups;
  };

  function object({ properties = {}, required = [] }: Shape, written: WrittenForm): ShapePattern {
    const fields: Field[] = [];
    const sources = Object.keys(written).map((name, at) => {
      const one = properties[name];
      if (one === undefined) throw new Error(`there is no field ${name}`);
      const isRequired = required.includes(name);
      const { source, field } = value(one, written[name], name, isRequired);
      fields.push(field);
      const text = `"${name}":${source}`;
      if (at === 0) return text;
      return isRequired ? `,${text}` : `(?:,${text})?`;
    });
    return { source: `\\{${sources.join('')}\\}`, fields };
  }

  function value(shape: Shape, written: unknown, name: string, isRequired: boolean) {
    const isList = shape.type === 'array';
    const inner = isList ? shape.items : shape;
    if (inner?.type === 'object') {
      const list = isList ? nextGroup() : 0;
      const form = (isList ? (written as readonly WrittenForm[])[0] : written) as WrittenForm;
      const { source, fields } = object(inner, form);
      const group = surelyMatched(inner, fields);
      return isList
        ? {
            source: `(\\[)(?:${source})?\\]`,
            field: { kind: 'list', name, list, group, fields } as const,
          }
        : { source, field: { kind: 'object', name, group, fields } as const };
    }
    if (isRequired && shape.const !== undefined) {
      const source =
        typeof shape.const === 'number' ? `${shape.const}` : `"${either([shape.const])}"`;
      return { source, field: { kind: 'constant', name, value: shape.const } as const };
    }
    const { source, take } = scalar(shape);
    return { source, field: { kind: 'scalar', name, group: nextGroup(), take } as const };
  }

  return object(shape, form);
}

/** A group that matches something in every object of this shape. */
function surelyMatched({ required = [] }: Shape, fields: readonly Field[]): number {
  const field = fields.find(({ kind, name }) => kind === 'scalar' && required.includes(name));
  if (field?.kind !== 'scalar') throw new Error('an object of which no field is sure');
  return field.group;
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
