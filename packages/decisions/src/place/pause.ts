import type { Waiting } from './fate.ts';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2000;

/** Doubles from the first failure on, up to a bound, and never undercuts what the venue asked for. */
export function pauseMs(
  { failures, notBeforeMs }: Pick<Waiting, 'failures' | 'notBeforeMs'>,
  nowMs: number,
): number {
  const ownMs =
    failures === 0 ? 0 : Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS);
  return Math.max(ownMs, notBeforeMs - nowMs);
}
