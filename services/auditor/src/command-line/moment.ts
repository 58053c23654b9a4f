import { z } from 'zod';

const UNIT_MS = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const AGO = /^([0-9]{1,6})(s|m|h|d)$/;

/** A moment on a command line, before it is known what time it is: turns `nowMs` into epoch milliseconds. */
export type Moment = (nowMs: number) => number;

/** `2026-11-22T09:31:00Z` (also a date alone, or with an offset), `90s`, `15m`, `2h` or `7d` ago. */
export const momentSchema = z.string().transform((text, context): Moment => {
  const [, amount, unit] = AGO.exec(text) ?? [];
  if (amount !== undefined) {
    const agoMs = Number(amount) * UNIT_MS[unit as keyof typeof UNIT_MS];
    return (nowMs) => nowMs - agoMs;
  }
  const atMs = isIso(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(atMs)) return () => atMs;
  context.addIssue(
    'must be a time such as 2026-11-22T09:31:00Z, or how long ago: 90s, 15m, 2h, 7d',
  );
  return z.NEVER;
});

/** Without a zone, a time would mean something else on another machine. */
function isIso(text: string): boolean {
  return (
    z.iso.date().safeParse(text).success || z.iso.datetime({ offset: true }).safeParse(text).success
  );
}
