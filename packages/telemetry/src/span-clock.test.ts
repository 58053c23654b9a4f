import { expect, it } from 'vitest';
import { spanClock } from './span-clock.ts';

it('tells the wall clock’s time, and follows its steps but not its trifles', () => {
  let wallMs = 1_780_000_000_000;
  let monotonicMs = 500;
  const clock = spanClock(
    () => wallMs,
    () => monotonicMs,
  );
  expect(clock()).toBe(1_780_000_000_000);
  monotonicMs += 0.25;
  expect(clock()).toBe(1_780_000_000_000.25);
  monotonicMs += 2000;
  wallMs += 2010;
  expect(clock()).toBe(1_780_000_002_000.25);
  monotonicMs += 2000;
  wallMs += 3_600_000;
  expect(clock()).toBe(wallMs);
});
