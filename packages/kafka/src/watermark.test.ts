import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createWatermark } from './watermark.ts';

test('nothing may be committed before the first record is finished', () => {
  const watermark = createWatermark();
  const first = watermark.deliver(10, 0);
  const second = watermark.deliver(11, 0);
  watermark.finish(second);
  expect(watermark.position()).toBeNull();
  watermark.finish(first);
  expect(watermark.position()).toBe(12);
});

test('a gap between offsets is no reason to wait', () => {
  const watermark = createWatermark();
  for (const offset of [5, 9, 1000]) watermark.finish(watermark.deliver(offset, 0));
  expect(watermark.position()).toBe(1001);
});

test('offsets that do not rise are a broken promise', () => {
  const watermark = createWatermark();
  watermark.deliver(10, 0);
  expect(() => watermark.deliver(10, 0)).toThrow('offset 10 does not follow 10');
  expect(() => watermark.deliver(2 ** 53, 0)).toThrow(RangeError);
  expect(() => watermark.finish(1)).toThrow('ticket 1 was never given');
});

test('a million finished records behind one that is not take 17 bytes each', () => {
  const watermark = createWatermark();
  const before = process.memoryUsage().arrayBuffers;
  const stalled = watermark.deliver(0, 0);
  for (let offset = 1; offset <= 1_000_000; offset += 1)
    watermark.finish(watermark.deliver(offset, 0));
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(18_000_000);
  watermark.finish(stalled);
  expect(watermark.position()).toBe(1_000_001);
  watermark.forgetBefore(1_000_001);
  expect(watermark.size()).toBe(0);
});

type Step =
  | { readonly kind: 'deliver'; readonly gap: number }
  | { readonly kind: 'finish'; readonly which: number }
  | { readonly kind: 'commit'; readonly back: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('deliver'), gap: fc.nat(3) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('finish'), which: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('commit'), back: fc.nat(20) }) },
);

test('it always says what the plain model says', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 4_000, size: 'max' }), (steps) => {
      const watermark = createWatermark();
      const model: { offset: number; isFinished: boolean; ticket: number }[] = [];
      let offset = 0;
      let committed = 0;
      for (const next of steps) {
        if (next.kind === 'deliver') {
          offset += 1 + next.gap;
          model.push({ offset, isFinished: false, ticket: watermark.deliver(offset, -offset) });
        } else if (next.kind === 'finish') {
          const record = model[next.which % Math.max(1, model.length)];
          if (!record) continue;
          record.isFinished = true;
          watermark.finish(record.ticket);
        } else {
          committed = Math.max(committed, (watermark.position() ?? 0) - next.back);
          watermark.forgetBefore(committed);
        }
      }
      const open = model.findIndex(({ isFinished }) => !isFinished);
      const reached = model.at(open === -1 ? model.length - 1 : open - 1);
      const expected = open === 0 || reached === undefined ? null : reached.offset + 1;
      expect(watermark.position()).toBe(expected);
      const held = model.filter((record) => record.isFinished && record.offset >= committed);
      const visited: number[] = [];
      watermark.eachFinished((at, logTimeMs) => {
        expect(logTimeMs).toBe(-at);
        visited.push(at);
      });
      expect(visited).toEqual(held.map((record) => record.offset));
    }),
    { numRuns: 60 },
  );
});
