import { clientOrderIdSchema } from '@orderonce/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assertIdsFit, ourClientOrderId, venueClientOrderId } from './venue-client-order-id.ts';

const PRINTABLE = { maxLength: 128, charset: 'printable' } as const;
const LETTERS = { maxLength: 32, charset: 'letters-and-digits' } as const;

const anyId = fc
  .stringMatching(/^[A-Z0-9]{1,10}-[0-9A-HJKMNP-TV-Z]{6}-[0-9]{5}[1-9]-[0-9a-f]{8}$/)
  .map((text) => clientOrderIdSchema.parse(text));

test('where only letters and digits are taken, the dashes go', () => {
  const id = clientOrderIdSchema.parse('MOM-1RV4K2-000001-a3f8b2c1');
  expect(venueClientOrderId(id, LETTERS)).toBe('MOM1RV4K2000001a3f8b2c1');
  expect(venueClientOrderId(id, PRINTABLE)).toBe('MOM-1RV4K2-000001-a3f8b2c1');
});

test('every id comes back from the venue as it was, and fits', () => {
  fc.assert(
    fc.property(anyId, fc.constantFrom(PRINTABLE, LETTERS), (id, format) => {
      const spelled = venueClientOrderId(id, format);
      expect(ourClientOrderId(spelled, format)).toBe(id);
      expect(spelled.length).toBeLessThanOrEqual(format.maxLength);
      if (format === LETTERS) expect(spelled).toMatch(/^[A-Za-z0-9]+$/);
    }),
  );
});

test('two ids of ours never become one', () => {
  fc.assert(
    fc.property(anyId, anyId, (one, other) => {
      const isOne = venueClientOrderId(one, LETTERS) === venueClientOrderId(other, LETTERS);
      expect(isOne).toBe(one === other);
    }),
  );
});

test('an id of somebody else stays as it is', () => {
  for (const text of [
    '',
    'manual-1',
    'eb9e2aaa-f71a-4f51-b5b4-52a6c565dad4',
    'MOM1RV4K2000000a3f8b2c1',
  ])
    expect(ourClientOrderId(text, LETTERS)).toBe(text);
});

test('a venue whose ids are shorter than ours can be is refused', () => {
  expect(() => assertIdsFit(LETTERS)).not.toThrow();
  expect(() => assertIdsFit({ maxLength: 29, charset: 'letters-and-digits' })).toThrow(
    'client order ids have up to 30 characters here, the venue takes 29',
  );
  expect(() => assertIdsFit({ maxLength: 32, charset: 'printable' })).toThrow('up to 33');
});
