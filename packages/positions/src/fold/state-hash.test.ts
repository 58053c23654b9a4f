import { decimal } from '@orderonce/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type OrderState, UNHEARD_OF } from './order-state.ts';
import { FLAT, type Position } from './position.ts';
import { EMPTY_HASH, StateHash, stateHash, sumOfHashes } from './state-hash.ts';

const position = (quantity: string): Position => ({ ...FLAT, quantity: decimal(quantity) });
const order = (quantity: string): OrderState => ({ ...UNHEARD_OF, quantity: decimal(quantity) });

const anyPositions = fc
  .dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(5).map(String))
  .map((all) => new Map(Object.entries(all).map(([key, text]) => [key, position(text)])));

test('the spelling of an amount does not enter the hash', () => {
  const [one, other] = ['1.50', '1.5'].map((text) => new Map([['a', position(text)]]));
  expect(one && other && stateHash(one, new Map()) === stateHash(other, new Map())).toBe(true);
});

test('a position and an order of one key are two things', () => {
  const ofPosition = stateHash(new Map([['a', FLAT]]), new Map());
  expect(stateHash(new Map(), new Map([['a', UNHEARD_OF]]))).not.toBe(ofPosition);
});

test('a hash that is kept up with each change is that of the last state', () => {
  fc.assert(
    fc.property(anyPositions, anyPositions, (before, after) => {
      const kept = new StateHash(stateHash(before, new Map([['o', order('1')]])));
      for (const key of new Set([...before.keys(), ...after.keys()]))
        kept.changePosition(key, before.get(key), after.get(key));
      kept.changeOrder('o', order('1'), order('2'));
      expect(kept.hex).toBe(stateHash(after, new Map([['o', order('2')]])));
    }),
  );
});

test('the hashes of parts add up to that of the whole, in any order', () => {
  fc.assert(
    fc.property(anyPositions, fc.nat(4), (all, cut) => {
      const parts = [[...all].slice(0, cut), [...all].slice(cut)].map((part) =>
        stateHash(new Map(part), new Map()),
      );
      const whole = stateHash(all, new Map());
      expect(sumOfHashes(parts)).toBe(whole);
      expect(sumOfHashes(parts.toReversed())).toBe(whole);
    }),
  );
  expect(sumOfHashes([])).toBe(EMPTY_HASH);
});
