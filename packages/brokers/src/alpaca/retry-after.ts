const DEFAULT_MS = 1_000;
const LONGEST_MS = 60_000;

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/**
 * How long a 429 asks us to wait, in milliseconds: `Retry-After` (seconds), else `X-Ratelimit-Reset` (the
 * second of its end since 1970), else a second. Held between 0 and a minute, Alpaca's window: a clock
 * that is wrong on either side must not stop an account for hours.
 */
export function retryAfterMs(headers: Headers, nowMs: number): number {
  const seconds = numberIn(headers['retry-after']);
  if (seconds !== undefined) return clamp(seconds * 1_000);
  const resetS = numberIn(headers['x-ratelimit-reset']);
  if (resetS !== undefined) return clamp(resetS * 1_000 - nowMs);
  return DEFAULT_MS;
}

function numberIn(header: string | string[] | undefined): number | undefined {
  const text = typeof header === 'string' ? header.trim() : '';
  return /^\d{1,12}(\.\d{1,9})?$/.test(text) ? Number(text) : undefined;
}

const clamp = (waitMs: number) => Math.ceil(Math.min(Math.max(waitMs, 0), LONGEST_MS));
