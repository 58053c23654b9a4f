import { z } from 'zod';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const UNIT_MS = { ms: 1, s: SECOND_MS, m: MINUTE_MS } as const;
const LONGEST_MS = HOUR_MS;

/** `30s`, `500ms`, `2m` as milliseconds; at most an hour. */
export const durationMsSchema = z
  .string()
  .regex(/^[0-9]{1,7}(ms|s|m)$/, 'must be a time such as 30s, 500ms or 2m')
  .transform((text) => {
    const [, amount = '', unit = 's'] = /^([0-9]+)(ms|s|m)$/.exec(text) ?? [];
    return Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS];
  })
  .refine((durationMs) => durationMs <= LONGEST_MS, 'must be at most 60m');

/** How long something lasted or is ago, in the two largest units: `3 min 20 s`, `2 d 4 h`. */
export function ageText(ageMs: number): string {
  if (ageMs < SECOND_MS) return `${Math.max(0, Math.round(ageMs))} ms`;
  if (ageMs < MINUTE_MS) return `${Math.floor(ageMs / SECOND_MS)} s`;
  if (ageMs < HOUR_MS) return twoUnits(ageMs, MINUTE_MS, 'min', SECOND_MS, 's');
  if (ageMs < DAY_MS) return twoUnits(ageMs, HOUR_MS, 'h', MINUTE_MS, 'min');
  return twoUnits(ageMs, DAY_MS, 'd', HOUR_MS, 'h');
}

/** A moment in UTC and how long it is ago: `2026-11-22 09:31:05Z (3 min 20 s ago)`. */
export function momentText(atMs: number, nowMs: number): string {
  const moment = `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')}Z`;
  return nowMs - atMs < SECOND_MS ? moment : `${moment} (${ageText(nowMs - atMs)} ago)`;
}

function twoUnits(
  ageMs: number,
  largeMs: number,
  large: string,
  smallMs: number,
  small: string,
): string {
  const rest = Math.floor((ageMs % largeMs) / smallMs);
  const whole = `${Math.floor(ageMs / largeMs)} ${large}`;
  return rest === 0 ? whole : `${whole} ${rest} ${small}`;
}
