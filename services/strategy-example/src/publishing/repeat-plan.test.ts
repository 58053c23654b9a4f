import { expect, test } from 'vitest';
import { RepeatPlan } from './repeat-plan.ts';
import { seededRandom } from './seeded-random.ts';

function repeatsOf(count: number, ratio: number, seed: number) {
  const plan = new RepeatPlan<number>({ ratio, random: seededRandom(seed) });
  const items = Array.from({ length: count }, (_, index) => index);
  const repeats = items.flatMap((item) => plan.after(item).map((again) => ({ item, again })));
  return { repeats, rest: plan.rest() };
}

test('a share of the items comes again, each once, soon after itself', () => {
  const { repeats, rest } = repeatsOf(10_000, 0.2, 1);
  const again = [...repeats.map((repeat) => repeat.again), ...rest];
  expect(new Set(again).size).toBe(again.length);
  expect(again.length).toBeGreaterThan(1_900);
  expect(again.length).toBeLessThan(2_100);
  for (const repeat of repeats) {
    expect(repeat.item).toBeGreaterThanOrEqual(repeat.again);
    expect(repeat.item - repeat.again).toBeLessThan(100);
  }
});

test('the same seed draws the same repeats, another seed others', () => {
  expect(repeatsOf(200, 0.2, 7)).toEqual(repeatsOf(200, 0.2, 7));
  expect(repeatsOf(200, 0.2, 7)).not.toEqual(repeatsOf(200, 0.2, 8));
});

test('none comes again at a ratio of 0, and all at a ratio of 1', () => {
  expect(repeatsOf(500, 0, 1)).toEqual({ repeats: [], rest: [] });
  const { repeats, rest } = repeatsOf(500, 1, 1);
  expect(repeats.length + rest.length).toBe(500);
});

test('the random numbers of a seed are these', () => {
  const random = seededRandom(1);
  expect([random(), random(), random()]).toEqual([
    0.6270739405881613, 0.002735721180215478, 0.5274470399599522,
  ]);
});
