import type { Shape } from './shape.ts';

/** An object with a field for each that is written, in the order in which they are; a list has one item. */
export type WrittenForm = Readonly<Record<string, unknown>>;

/**
 * The order in which an encoder writes the fields of a shape, from what it writes itself.
 *
 * @throws when it leaves some out, or what it writes begins with a field that may be absent
 */
export function writtenForm(shape: Shape, encode: (message: never) => string): WrittenForm {
  const form = JSON.parse(encode(sampleOf(shape) as never)) as WrittenForm;
  hasAllOf(shape, form);
  return form;
}

function sampleOf({ type, properties = {}, items }: Shape): unknown {
  if (type === 'array') return items === undefined ? [] : [sampleOf(items)];
  if (type !== 'object') return '';
  return Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, sampleOf(one)]));
}

function hasAllOf({ type, properties = {}, required = [], items }: Shape, form: unknown): void {
  if (type === 'array' && items !== undefined && Array.isArray(form)) hasAllOf(items, form[0]);
  if (type !== 'object') return;
  const names = Object.keys(form as WrittenForm);
  const isWhole = names.length === Object.keys(properties).length;
  if (!isWhole || !required.includes(names[0] ?? ''))
    throw new Error(`fields are written as ${names.join(', ')}`);
  for (const name of names) {
    const shape = properties[name];
    if (shape === undefined) throw new Error(`${name} is written, and nobody knows it`);
    hasAllOf(shape, (form as WrittenForm)[name]);
  }
}
