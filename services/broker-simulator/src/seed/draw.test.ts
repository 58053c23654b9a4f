import { expect, test } from 'vitest';
import { Draw } from './draw.ts';

test('the same seed and names draw the same, others draw otherwise', () => {
  const draw = new Draw('1');
  expect(draw.fraction('order', 7)).toBe(new Draw('1').fraction('order', 7));
  expect(draw.fraction('order', 7)).not.toBe(new Draw('2').fraction('order', 7));
  expect(draw.fraction('order', 7)).not.toBe(draw.fraction('order', 8));
  expect(draw.fraction('a', 'b')).not.toBe(draw.fraction('ab'));
  expect(draw.uuid('order', 7)).toBe(new Draw('1').uuid('order', 7));
});

test('ten thousand draws are spread evenly', () => {
  const draw = new Draw('1');
  const below = Array.from({ length: 10_000 }, (_, index) => draw.fraction(index));
  const tenths = below.filter((fraction) => fraction < 0.1).length;
  expect(tenths).toBeGreaterThan(900);
  expect(tenths).toBeLessThan(1_100);
});

test('an id is a UUID of version 4', () => {
  const draw = new Draw('1');
  for (let index = 0; index < 100; index++)
    expect(draw.uuid(index)).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
});

test('what is asked again and again is the same id, remembered or not', () => {
  const draw = new Draw('1');
  const id = draw.uuid('asset', 'AAPL');
  expect([draw.lastingUuid('asset', 'AAPL'), draw.lastingUuid('asset', 'AAPL')]).toEqual([id, id]);
  expect(draw.lastingUuid('asset', 'MSFT')).not.toBe(id);
});
