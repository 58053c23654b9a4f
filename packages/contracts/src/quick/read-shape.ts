import { NO, type Take } from './read-scalar.ts';
import type { Shape } from './shape.ts';
import { type Field, shapePattern } from './shape-pattern.ts';
import type { WrittenForm } from './written-form.ts';

/** The object that a text is; `NO` when it is anything that is not exactly as it must be. */
export type Read = (text: string) => unknown;

/** Makes the object from the pieces that the groups of the pattern matched. */
type Build = (pieces: readonly (string | undefined)[]) => unknown;

/**
 * What reads JSON texts of a shape, each rule of the shape included, by one regular expression: it goes through a
 * text as machine code, and cuts out the fields on its way. All objects have all fields of their shape, those that
 * are absent as undefined: one layout for all.
 */
export function readShape(shape: Shape, form: WrittenForm): Read {
  const { source, fields } = shapePattern(shape, form);
  const pattern = new RegExp(`^${source}$`);
  const build = builderOf(fields);
  return (text) => {
    const pieces = pattern.exec(text);
    return pieces === null ? NO : build(pieces);
  };
}

/**
 * Made as source, once a shape: setting fields whose names are known only when it runs takes longer than all the
 * rest. Names come from our own schema.
 */
function builderOf(fields: readonly Field[]): Build {
  const takes: Take[] = [];
  const lines: string[] = [];

  function object(inner: readonly Field[]): string {
    return `{ ${inner.map((field) => `${JSON.stringify(field.name)}: ${value(field)}`).join(', ')} }`;
  }

  function value(field: Field): string {
    switch (field.kind) {
      case 'constant':
        return JSON.stringify(field.value);
      case 'scalar': {
        const { group, take } = field;
        takes[group] = take;
        lines.push(
          `const piece${group} = pieces[${group}];`,
          `const value${group} = piece${group} === undefined ? undefined : take${group}(piece${group});`,
          `if (value${group} === NO) return NO;`,
        );
        return `value${group}`;
      }
      case 'object':
        return `value${field.group} === undefined ? undefined : ${object(field.fields)}`;
      case 'list': {
        const items = `value${field.group} === undefined ? [] : [${object(field.fields)}]`;
        return `pieces[${field.list}] === undefined ? undefined : ${items}`;
      }
    }
  }

  const whole = object(fields);
  const known = Object.keys(takes).map((group) => `const take${group} = takes[${group}];`);
  const source = `${known.join('\n')}
return (pieces) => {
  ${lines.join('\n  ')}
  return ${whole};
};`;
  return new Function('takes', 'NO', source)(takes, NO) as Build;
}
