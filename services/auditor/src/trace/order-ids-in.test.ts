import fc from 'fast-check';
import { expect, test } from 'vitest';
import { mayHoldOneOf, orderIdsIn } from './order-ids-in.ts';

const ID = 'MOM-1RV4K2-000001-a3f8b2c1';
const OTHER = 'ARB-1RV4K2-000007-b3f8b2c1';

const orderId = fc
  .tuple(
    fc.stringMatching(/^[A-Z0-9]{1,10}$/),
    fc.stringMatching(/^[0-9A-HJKMNP-TV-Z]{6}$/),
    fc.stringMatching(/^[0-9]{6}$/),
    fc.stringMatching(/^[0-9a-f]{8}$/),
  )
  .map((parts) => parts.join('-'));

/** JSON as any encoder may write it: white space anywhere between the tokens, any character escaped. */
function anySpelling(
  value: Record<string, unknown>,
  spaces: readonly string[],
  escapes: readonly boolean[],
) {
  let turn = 0;
  const space = () => spaces[turn++ % spaces.length] ?? '';
  const text = (plain: string) =>
    `"${[...plain]
      .map((character) => {
        const code = character.charCodeAt(0).toString(16).padStart(4, '0');
        const isEscaped = escapes[turn++ % escapes.length] || /["\\\p{Cc}]/u.test(character);
        return isEscaped && character.length === 1 ? `\\u${code}` : character;
      })
      .join('')}"`;
  const fields = Object.entries(value).map(
    ([name, field]) =>
      `${space()}${text(name)}${space()}:${space()}${text(String(field))}${space()}`,
  );
  return `{${fields.join(',')}}`;
}

test('finds every id in a message, however its encoder spaces and escapes', () => {
  fc.assert(
    fc.property(
      orderId,
      orderId,
      fc.string({ unit: 'grapheme' }),
      fc.array(fc.constantFrom('', ' ', '\n\t', '\r\n  '), { minLength: 1 }),
      fc.array(fc.boolean(), { minLength: 1 }),
      (clientOrderId, origClientOrderId, text, spaces, escapes) => {
        const value = { text, clientOrderId, origClientOrderId, kind: 'cancel' };
        const bytes = Buffer.from(anySpelling(value, spaces, escapes));
        expect(JSON.parse(bytes.toString())).toEqual(value);
        const found = orderIdsIn(bytes);
        expect(found).toContain(clientOrderId);
        expect(found).toContain(origClientOrderId);
        expect(mayHoldOneOf([clientOrderId])(bytes)).toBe(true);
      },
    ),
  );
});

test('finds them in what is no JSON and no UTF-8', () => {
  const bytes = Buffer.concat([
    Buffer.from([0xff, 0xfe, 0x00]),
    Buffer.from(`{"clientOrderId": ${ID}, "text": "\\u00e`),
    Buffer.from([0xff]),
    Buffer.from(OTHER),
  ]);
  expect([...orderIdsIn(bytes)]).toEqual([ID, OTHER]);
});

test('passes over what holds none of the texts', () => {
  const bytes = Buffer.from(JSON.stringify({ clientOrderId: ID }));
  expect(mayHoldOneOf([OTHER])(bytes)).toBe(false);
  expect(mayHoldOneOf([OTHER, 'MOM-1RV4K2'])(bytes)).toBe(true);
  expect([...orderIdsIn(Buffer.from('{"symbol":"BRK-B","price":"1-2"}'))]).toEqual([]);
});
