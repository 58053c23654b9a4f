import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NO, takeNumber, takeWord } from './read-scalar.ts';

it('makes the number that a text is, to the last bit', () => {
  const take = takeNumber(0, Number.POSITIVE_INFINITY);
  const digits = fc.stringMatching(/^[0-9]{1,15}$/);
  fc.assert(
    fc.property(fc.stringMatching(/^(?:0|[1-9][0-9]{0,14})$/), fc.option(digits), (whole, part) => {
      const text = part === null ? whole : `${whole}.${part}`;
      expect(take(text)).toBe(Number(text));
    }),
    { numRuns: 5_000 },
  );
});

it('takes no number that is too small or too large', () => {
  const take = takeNumber(0.5, 12.5);
  expect(['0.5', '12.5', '0.49', '12.50001', '13'].map(take)).toEqual([0.5, 12.5, NO, NO, NO]);
});

it('takes the words of a list and no others', () => {
  const take = takeWord(['BUY', 'SELL']);
  const given = ['BUY', 'SELL', 'BUY', 'HOLD', 'SELL', 'HOLD'];
  expect(given.map(take)).toEqual(['BUY', 'SELL', 'BUY', NO, 'SELL', NO]);
});
