import { decodeIntent } from '@orderonce/contracts';
import { createQuickIntentDecoder, NO, quickIntentReader } from '@orderonce/contracts/quick';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { everyKindOfDay } from '../testing/day.ts';

const intents = everyKindOfDay()
  .filter(({ topic }) => topic === 'intents')
  .map(({ value }) => value);
const decode = createQuickIntentDecoder();
/** Without fields that are there as undefined. */
const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

it('reads every kind of intent as the thorough decoder does', () => {
  for (const text of intents)
    expect(plain(decode(Buffer.from(text)))).toEqual(decodeIntent(Buffer.from(text)));
});

it('is really used for what clients write', () => {
  const read = quickIntentReader();
  expect(intents.filter((text) => read(text) === NO)).toEqual([]);
});

it.each([
  ['another strategy', '"strategyId":"MOM"', '"strategyId":"REV"'],
  ['another UUID', '"orderUuid":"0', '"orderUuid":"1'],
  ['a price on a market order', '"orderType":"MARKET"', '"orderType":"MARKET","limitPrice":"1"'],
  ['no quantity', '"quantity":', '"qty":'],
  ['two types', '"orderType":"LIMIT"', '"orderType":"LIMIT","orderType":"MARKET"'],
  ['an expiry before it was made', '"createdAtMs"', '"expiresAtMs":1780000000000,"createdAtMs"'],
])('refuses what the thorough decoder refuses: %s', (_what, from, to) => {
  const texts = intents.filter((text) => text.includes(from)).map((text) => text.replace(from, to));
  expect(texts.length).toBeGreaterThan(0);
  for (const text of texts) {
    expect(decode(Buffer.from(text))).toMatchObject({ ok: false });
    expect(plain(decode(Buffer.from(text)))).toEqual(plain(decodeIntent(Buffer.from(text))));
  }
});

it('refuses a change of itself', () => {
  const cancel = intents.find((text) => text.includes('"cancel"')) ?? '';
  const own = /"clientOrderId":"([^"]+)"/.exec(cancel)?.[1];
  const text = cancel.replace(/"origClientOrderId":"[^"]+"/, `"origClientOrderId":"${own}"`);
  expect(decode(Buffer.from(text))).toMatchObject({ ok: false });
});

const change = fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }) });

it('takes nothing that the thorough decoder refuses, and nothing otherwise than it does', () => {
  fc.assert(
    fc.property(fc.constantFrom(...intents), fc.array(change), (text, changes) => {
      const bytes = Buffer.from(text);
      for (const { at, byte } of changes) bytes[at % bytes.length] = byte;
      expect(plain(decode(bytes))).toEqual(plain(decodeIntent(bytes)));
    }),
    { numRuns: 2_000 },
  );
});
