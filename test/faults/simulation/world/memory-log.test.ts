import { expect, test } from 'vitest';
import { memoryLog } from './memory-log.ts';

test('a log gives every record once from any offset, gaps in the offsets aside', () => {
  const log = memoryLog();
  for (let n = 0; n < 20; n += 1) log.append({ topic: 't', key: null, value: String(n) }, n);
  const offsets = log.all('t').map(({ offset }) => Number(offset));
  expect(offsets.slice(5, 9)).toEqual([5, 6, 8, 9]);
  for (let from = 0; from <= 23; from += 1) {
    const later = offsets.filter((offset) => offset >= from);
    expect(log.read('t', 0, from, 100).map(({ offset }) => Number(offset))).toEqual(later);
    expect(log.countFrom('t', 0, from)).toBe(later.length);
  }
  expect(log.read('t', 0, 0, 3)).toHaveLength(3);
});
