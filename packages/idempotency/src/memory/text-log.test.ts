import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTextLog } from './text-log.ts';

const MIB = 1024 * 1024;
const drained = (log: ReturnType<typeof createTextLog>) => {
  const texts: string[] = [];
  for (let text = log.shift(); text !== undefined; text = log.shift()) texts.push(text);
  return texts;
};

describe('a text log', () => {
  it('gives back what was appended, oldest first, whatever the text', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (texts) => {
        const log = createTextLog(MIB);
        for (const text of texts) log.append(text);
        expect(drained(log)).toEqual(texts);
        expect(log.isEmpty).toBe(true);
      }),
    );
  });

  it('goes on after it was emptied', () => {
    const log = createTextLog(MIB);
    log.append('one');
    expect(drained(log)).toEqual(['one']);
    log.append('two');
    expect(drained(log)).toEqual(['two']);
  });

  it('gives the room of the oldest to the newest', () => {
    const log = createTextLog(2 * MIB);
    const texts = Array.from({ length: 30 }, (_, at) => `${at}${'x'.repeat(100_000)}`);
    for (const text of texts) log.append(text);
    const left = drained(log);
    expect(left.at(-1)).toBe(texts.at(-1));
    expect(left).toEqual(texts.slice(-left.length));
    expect(left.length).toBeGreaterThanOrEqual(10);
    expect(left.length).toBeLessThan(22);
  });

  it('takes a text that is larger than its chunks', () => {
    const log = createTextLog(MIB);
    const large = 'é'.repeat(MIB);
    log.append('before');
    log.append(large);
    log.append('after');
    expect(drained(log).at(-1)).toBe('after');
  });
});
