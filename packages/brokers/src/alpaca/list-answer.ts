import { unexplained } from './answers.ts';
import { classifyLookUp } from './classify.ts';
import type { Exchange } from './http-exchange.ts';
import { parseJson } from './order-wire.ts';
import type { Heard } from './reading.ts';
import { retryAfterMs } from './retry-after.ts';
import { shapeOf } from './shape.ts';
import { errorOf } from './venue-error.ts';

interface Unanswered {
  readonly kind: 'unknown';
  readonly text: string;
  readonly retryAfterMs?: number;
}

/** The JSON of an answer with 200, or why there is none. */
export function readJson(
  exchange: Exchange,
  { nowMs }: Pick<Heard, 'nowMs'>,
): { readonly kind: 'json'; readonly value: unknown } | Unanswered {
  if (exchange.kind !== 'answered') return { kind: 'unknown', text: exchange.text };
  const error = errorOf(exchange);
  const meaning = classifyLookUp(exchange.status, error);
  if (meaning === 'order') return { kind: 'json', value: parseJson(exchange.body) };
  return {
    kind: 'unknown',
    text: unexplained(exchange.status, error),
    ...(meaning === 'rate-limited' && { retryAfterMs: retryAfterMs(exchange.headers, nowMs) }),
  };
}

/** The rows of a list, or why they cannot be read. */
export function readRows(
  exchange: Exchange,
  { nowMs, reading }: Pick<Heard, 'nowMs' | 'reading'>,
): { readonly kind: 'rows'; readonly rows: readonly unknown[] } | Unanswered {
  const answer = readJson(exchange, { nowMs });
  if (answer.kind === 'unknown') return answer;
  const { value } = answer;
  if (Array.isArray(value)) return { kind: 'rows', rows: value };
  reading.notice(`not a list: ${shapeOf(value)}`);
  return { kind: 'unknown', text: 'not a list' };
}
