import { expect, it } from 'vitest';
import { Findings } from '../findings.ts';
import { GapWatch } from './watch-gaps.ts';

function gapsOf(begin: bigint, end: bigint, offsets: readonly number[]) {
  const findings = new Findings({ settledUntilMs: 0, maxKept: 10 });
  const watch = new GapWatch('orders.outcomes', 3, { begin, end }, findings);
  for (const offset of offsets) watch.see(offset);
  watch.close();
  return findings.found().violations.map(({ records, expected, found }) => {
    return [records[0]?.offset, expected, found];
  });
}

it('sees nothing missing where each offset has its record', () => {
  expect(gapsOf(0n, 3n, [0, 1, 2])).toEqual([]);
  expect(gapsOf(5n, 7n, [5, 6])).toEqual([]);
  expect(gapsOf(5n, 5n, [])).toEqual([]);
});

it('names the first record that is missing, and how many are', () => {
  expect(gapsOf(0n, 4n, [0, 2, 3])).toEqual([['1', 'the record 1', '1 missing']]);
  expect(gapsOf(0n, 6n, [0, 4, 5])).toEqual([['1', 'records 1 to 3', '3 missing']]);
  expect(gapsOf(2n, 4n, [3])).toEqual([['2', 'the record 2', '1 missing']]);
  expect(gapsOf(0n, 4n, [0, 1])).toEqual([['2', 'records 2 to 3', '2 missing']]);
});

it('sees a record that stands there twice', () => {
  expect(gapsOf(0n, 2n, [0, 0, 1])).toEqual([['1', 'the record 1', 'the record 0 once more']]);
});
