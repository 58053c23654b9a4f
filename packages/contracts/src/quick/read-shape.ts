import { NO } from './read-scalar.ts';
import type { Shape } from './shape.ts';
import { type Fields, shapePattern } from './shape-pattern.ts';
import type { WrittenForm } from './written-form.ts';

/** The object that a text is; `NO` when it is anything that is not exactly as it must be. */
export type Read = (text: string) => unknown;

/**
 * What reads JSON texts of a shape, each rule of the shape included, by one regular expression: it goes through a
 * text as machine code, and cuts out the fields on its way. All objects have all fields of their shape, those that
 * are absent as undefined: one layout for all.
 */
export function readShape(shape: Shape, form: WrittenForm): Read {
  const { source, groups, blanks } = shapePattern(shape, form);
  const pattern = new RegExp(`^${source}$`);
  const objects: Fields[] = [...blanks];
  return (text) => {
    const pieces = pattern.exec(text);
    if (pieces === null) return NO;
    const whole = { ...blanks[0] };
    objects[0] = whole;
    let at = 0;
    for (const { owner, name, take, begins, isList } of groups) {
      at += 1;
      const piece = pieces[at];
      if (piece === undefined) continue;
      const object = objects[owner];
      if (object === undefined) return NO;
      if (take !== null) {
        const value = take(piece);
        if (value === NO) return NO;
        object[name] = value;
      } else if (isList && piece === '[]') object[name] = [];
      else {
        const inner = { ...blanks[begins] };
        objects[begins] = inner;
        object[name] = isList ? [inner] : inner;
      }
    }
    return whole;
  };
}
