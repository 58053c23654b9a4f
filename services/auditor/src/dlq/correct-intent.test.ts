import { expect, it } from 'vitest';
import { type Corrections, correctIntent } from './correct-intent.ts';

const NOW_MS = 1_790_000_500_000;
const INTENT = {
  schemaVersion: 1,
  kind: 'place',
  clientOrderId: 'MOM-1RV4K2-000001-a3f8b2c1',
  orderUuid: 'a3f8b2c1-0000-4000-8000-000000000001',
  strategyId: 'MOM',
  accountId: 'acct-1',
  symbol: 'AAPL',
  createdAtMs: 1_790_000_000_000,
  side: 'BUY',
  quantity: '10',
  orderType: 'MARKET',
  timeInForce: 'DAY',
};

const bytesOf = (fields: object) => Buffer.from(JSON.stringify({ ...INTENT, ...fields }));
const correct = (letter: Buffer | null, corrections: Partial<Corrections> = {}) =>
  correctIntent(letter, { set: new Map(), unset: [], nowMs: NOW_MS, ...corrections });
const problemsOf = (corrected: ReturnType<typeof correct>) =>
  corrected.ok ? [] : corrected.problems.map(({ path, rule }) => `${path} ${rule}`);

it('gives the very same bytes again where nothing is to be corrected', () => {
  const letter = Buffer.from(` ${JSON.stringify(INTENT)}\n`);
  const corrected = correct(letter);
  expect(corrected).toMatchObject({ ok: true, changes: [] });
  expect(corrected.ok && corrected.bytes.equals(letter)).toBe(true);
});

it('sets fields in the types that messages have, and says what is different', () => {
  const letter = bytesOf({ quantity: 10, expiresAtMs: 1_790_000_100_000 });
  const set = new Map([
    ['quantity', '10'],
    ['createdAtMs', 'now'],
    ['expiresAtMs', '1790000900000'],
  ]);
  const corrected = correct(letter, { set });
  expect(corrected).toMatchObject({
    ok: true,
    intent: { ...INTENT, quantity: '10', createdAtMs: NOW_MS, expiresAtMs: 1_790_000_900_000 },
  });
  expect(corrected.ok && corrected.changes).toEqual([
    { field: 'createdAtMs', before: INTENT.createdAtMs, after: NOW_MS },
    { field: 'quantity', before: 10, after: '10' },
    { field: 'expiresAtMs', before: 1_790_000_100_000, after: 1_790_000_900_000 },
  ]);
});

it('takes fields away that no intent has', () => {
  const corrected = correct(bytesOf({ colour: 'red' }), { unset: ['colour'] });
  expect(corrected).toMatchObject({
    ok: true,
    changes: [{ field: 'colour', before: 'red', after: undefined }],
  });
});

it('names everything that is wrong still', () => {
  const letter = bytesOf({ quantity: 10, side: 'HOLD', symbol: 'aapl' });
  expect(problemsOf(correct(letter, { set: new Map([['symbol', 'AAPL']]) }))).toEqual([
    'side must be one of BUY, SELL',
    expect.stringContaining('quantity must be a decimal string'),
  ]);
});

it('does not choose between two values of a field', () => {
  const text = JSON.stringify(INTENT).replace('"quantity":"10"', '"quantity":"10","quantity":"99"');
  const letter = Buffer.from(text);
  const set = new Map([['createdAtMs', 'now']]);
  expect(problemsOf(correct(letter, { set }))).toEqual(['quantity is given more than once']);
  set.set('quantity', '10');
  expect(correct(letter, { set })).toMatchObject({ ok: true, intent: { quantity: '10' } });
});

it('takes a file in the place of what cannot be read, and corrects that', () => {
  const letter = Buffer.from([0xff, 0x00]);
  const file = bytesOf({ quantity: '7' });
  expect(correct(letter, { file })).toMatchObject({ ok: true, intent: { quantity: '7' } });
  const set = new Map([['side', 'SELL']]);
  expect(correct(letter, { file, set })).toMatchObject({ ok: true, intent: { side: 'SELL' } });
  expect(problemsOf(correct(letter, { set }))).toEqual([' is not UTF-8']);
  expect(problemsOf(correct(null))).toEqual([' has no value (a tombstone)']);
});

it('gives a field with a name of its own no way to the prototype', () => {
  const letter = Buffer.from(JSON.stringify(INTENT).replace('{', '{"__proto__":{"side":"SELL"},'));
  expect(problemsOf(correct(letter, { set: new Map([['quantity', '1']]) }))).toEqual([
    '__proto__ is not a known field',
  ]);
});
