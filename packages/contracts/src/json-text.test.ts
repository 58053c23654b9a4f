import { Buffer } from 'node:buffer';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJsonObject } from './json-text.ts';

const problemsOf = (text: string) => readJsonObject(Buffer.from(text)).problems;

describe('a JSON object', () => {
  it('is read as JSON.parse reads it, whatever its strings hold', () => {
    const texts = fc.string({
      unit: fc.constantFrom('"', '\\', '{', '[', ':', ',', 'é', '\u2028'),
    });
    const values = fc.dictionary(
      texts,
      fc.oneof(texts, fc.array(texts), fc.dictionary(texts, texts)),
    );
    fc.assert(
      fc.property(values, fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(readJsonObject(Buffer.from(text))).toEqual({
          object: JSON.parse(text),
          problems: [],
        });
      }),
    );
  });

  it('is told by the path of each field that is given more than once', () => {
    const text = '{"a":1,"b":[{"c":"a\\":1"},{"c":{"d":1,"e":[1,2],"d":2}}],"a":3,"a":4}';
    expect(problemsOf(text)).toEqual([
      { path: 'b[1].c.d', rule: 'is given more than once' },
      { path: 'a', rule: 'is given more than once' },
      { path: 'a', rule: 'is given more than once' },
    ]);
  });

  it('may have the same field in different objects, and "__proto__" once', () => {
    expect(problemsOf('{"a":{"x":1},"b":{"x":1},"c":[{"x":1},{"x":1}]}')).toEqual([]);
    expect(problemsOf('{"__proto__":{"x":1}}')).toEqual([]);
    expect(problemsOf('{"__proto__":1,"__proto__":2}')).toEqual([
      { path: '__proto__', rule: 'is given more than once' },
    ]);
  });

  it('is refused when any one of its fields is said again', () => {
    const names = fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(names, fc.nat(), (fields, place) => {
        const again = fields[place % fields.length];
        const members = [...fields, again].map((name) => `${JSON.stringify(name)}:[{}]`);
        expect(problemsOf(`{${members.join(' , ')}}`)).toHaveLength(1);
      }),
    );
  });
});
