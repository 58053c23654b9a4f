import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatPlace, parsePlace } from './event-place.ts';

test('a place is one short line', () => {
  expect(formatPlace(['12-0', null, '7-0', '1790000000000-3'])).toBe('12,-,7,1790000000000-3');
});

test('what was written is read back', () => {
  const id = fc.oneof(
    fc.constant(null),
    fc.tuple(fc.nat(), fc.nat(9)).map(([when, number]) => `${when}-${number}`),
  );
  fc.assert(
    fc.property(fc.array(id, { minLength: 1, maxLength: 20 }), (place) => {
      expect(parsePlace(formatPlace(place), place.length)).toEqual(place);
    }),
  );
});

test.each([
  '',
  '1,2',
  '1,2,3,4',
  '1,,3',
  '1,2,x',
  '1,2,3-',
  '1,2,3-4-5',
  '1,2,-3',
  '9'.repeat(30_000),
])('%s is no place among three streams', (text) => {
  expect(parsePlace(text, 3)).toBeNull();
});
