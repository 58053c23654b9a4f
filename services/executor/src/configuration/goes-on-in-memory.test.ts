import { expect, test } from 'vitest';
import { goesOnInMemory } from './goes-on-in-memory.ts';

test.each([
  ['degrade', 'refused-for-ever', true],
  ['degrade', 'refused-while-open', false],
  ['degrade', 'returns-existing', false],
  ['degrade', 'modifies', false],
  ['degrade', 'accepted', false],
  ['halt', 'refused-for-ever', false],
  ['halt', 'accepted', false],
] as const)(
  'told to %s, where a repeated id is %s, an executor goes on in memory: %s',
  (onCacheUnavailable, repeatedClientOrderId, expected) => {
    expect(goesOnInMemory(onCacheUnavailable, repeatedClientOrderId)).toBe(expected);
  },
);
