import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { validate } from './problem.ts';

function linesOf(schema: z.ZodType, input: unknown, form: 'json' | 'variables' = 'json') {
  const validated = validate(schema, input, form);
  return validated.ok ? [] : validated.problems.map(({ path, rule }) => `${path}: ${rule}`);
}

describe('what a schema wants, in words', () => {
  it.each([
    [z.string(), undefined, 'a: is missing'],
    [z.string(), 1, 'a: must be a string, not a number'],
    [z.string(), null, 'a: must be a string, not null'],
    [z.int(), 1.5, 'a: must be a whole number, not a number'],
    [z.number(), '1', 'a: must be a number, not a string'],
    [z.object({}), [], 'a: must be an object, not an array'],
    [z.boolean(), {}, 'a: must be a boolean, not an object'],
    [z.enum(['x', 'y']), 'z', 'a: must be one of x, y'],
    [z.literal(1), 2, 'a: must be 1'],
    [z.number().min(5), 4, 'a: must be at least 5'],
    [z.number().positive(), 0, 'a: must be more than 0'],
    [z.number().max(5), 6, 'a: must be at most 5'],
    [z.number().lt(5), 5, 'a: must be less than 5'],
    [z.number().multipleOf(5), 6, 'a: must be a multiple of 5'],
    [z.string().min(2), '', 'a: must be at least 2 characters long'],
    [z.array(z.string()).max(1), ['x', 'y'], 'a: must have at most 1'],
    [z.string().regex(/^x$/), 'y', 'a: must match /^x$/'],
    [z.url(), 'y', 'a: must be a valid url'],
    [z.union([z.string(), z.number()]), true, 'a: has a form that is not known here'],
    [z.string().refine(() => false), 'y', 'a: is not valid'],
    [z.string().refine(() => false, 'must be prettier'), 'y', 'a: must be prettier'],
  ])('case %#', (schema, value, line) => {
    expect(linesOf(z.object({ a: schema }), { a: value })).toEqual([line]);
  });

  it('does not say what a variable is made of, which is always text', () => {
    expect(linesOf(z.object({ A: z.coerce.number() }), { A: 'x' }, 'variables')).toEqual([
      'A: must be a number',
    ]);
    expect(linesOf(z.object({ A: z.coerce.number().int() }), { A: '1.5' }, 'variables')).toEqual([
      'A: must be a whole number',
    ]);
    expect(linesOf(z.object({ A: z.coerce.number() }), {}, 'variables')).toEqual(['A: is missing']);
  });

  it('lets a rule across fields say more than that one is missing', () => {
    const schema = z
      .object({ TLS: z.string(), CA: z.string().optional() })
      .superRefine((_, context) => {
        context.addIssue({ code: 'custom', path: ['CA'], message: 'is needed with TLS' });
      });
    expect(linesOf(schema, { TLS: 'on' }, 'variables')).toEqual(['CA: is needed with TLS']);
  });

  it('is told once for each place, places in lists by their number', () => {
    const schema = z.object({ list: z.array(z.strictObject({ n: z.string().min(9).regex(/x/) })) });
    expect(linesOf(schema, { list: [{ n: 'x'.repeat(9) }, { n: 'y', m: 1 }] })).toEqual([
      'list[1].n: must be at least 9 characters long',
      'list[1].m: is not a known field',
    ]);
  });

  it('gives the value when nothing is wrong', () => {
    expect(validate(z.object({ A: z.coerce.number() }), { A: '5' }, 'variables')).toEqual({
      ok: true,
      value: { A: 5 },
    });
  });
});
