import { decodeOutcome, externalOutcomeSchema } from '@orderonce/contracts';
import { createQuickOutcomeDecoder, NO, quickOutcomeReader } from '@orderonce/contracts/quick';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { everyKindOfDay } from '../testing/day.ts';

const outcomes = everyKindOfDay()
  .filter(({ topic }) => topic === 'outcomes')
  .map(({ value }) => value);
const decode = createQuickOutcomeDecoder();
/** Without fields that are there as undefined. */
const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

it('reads every outcome of a day as the thorough decoder does', () => {
  for (const text of outcomes)
    expect(plain(decode(Buffer.from(text)))).toEqual(decodeOutcome(Buffer.from(text)));
});

const change = fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }) });

it('takes nothing that the thorough decoder refuses, and nothing otherwise than it does', () => {
  fc.assert(
    fc.property(fc.constantFrom(...outcomes), fc.array(change), (text, changes) => {
      const bytes = Buffer.from(text);
      for (const { at, byte } of changes) bytes[at % bytes.length] = byte;
      expect(plain(decode(bytes))).toEqual(plain(decodeOutcome(bytes)));
    }),
    { numRuns: 2_000 },
  );
});

const piece = fc.constantFrom(
  ...['"cumQty":"0",', '"cumQty":"01",', ' ', '"order":{},', '"evidence":[],', '\\u0041', '\u0000'],
  ...['"leavesQty":"-1",', '"side":"BUY",', '"quantity":"1e3",', '"x":1,', ',', '{', '}', '-', '0'],
);

it('does the same for pieces of JSON in between', () => {
  fc.assert(
    fc.property(fc.constantFrom(...outcomes), piece, fc.nat(), (text, added, place) => {
      const commas = [...text.matchAll(/[,{:]/g)].map(({ index }) => index + 1);
      const at = commas[place % commas.length] ?? 0;
      const bytes = Buffer.from(text.slice(0, at) + added + text.slice(at));
      expect(plain(decode(bytes))).toEqual(plain(decodeOutcome(bytes)));
    }),
    { numRuns: 2_000 },
  );
});

it('leaves strangers and refusals to the thorough decoder', () => {
  const external = externalOutcomeSchema.parse({
    ...{ schemaVersion: 1, outcomeId: 'external/ACC-1/v-1/5', execType: 'EXTERNAL' },
    ...{ accountId: 'ACC-1', symbol: 'AAPL', ordStatus: 'FILLED', source: 'broker' },
    ...{
      cumQty: '5',
      leavesQty: '0',
      transactTimeMs: 1_790_000_000_000,
      clientOrderId: 'hand made',
    },
  });
  const bytes = Buffer.from(JSON.stringify(external));
  expect(plain(decode(bytes))).toEqual({ ok: true, outcome: external });
  expect(decode(null).ok).toBe(false);
});

it('is really used for what executors write', () => {
  const read = quickOutcomeReader();
  const left = outcomes.filter((text) => read(text) === NO);
  expect(left.length).toBeLessThan(outcomes.length / 10);
  for (const text of left) expect(text).toMatch(/"atMs".*"atMs"|"execType":"(?:REFUSED|EXTERNAL)"/);
});
