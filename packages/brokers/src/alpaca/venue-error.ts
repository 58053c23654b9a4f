import { z } from 'zod';
import type { Exchange } from './http-exchange.ts';
import { parseJson } from './order-wire.ts';

/** What an error body of Alpaca proves its origin with; empty strings where it has none. */
export interface VenueError {
  readonly code: string;
  readonly message: string;
}

const NONE: VenueError = { code: '', message: '' };

const errorSchema = z.object({
  code: z.union([z.int(), z.string()]).transform(String).default(''),
  message: z.string().default(''),
});

/** Reads `{"code":40010001,"message":"…"}`; a body of any other kind (a proxy's page, say) has neither. */
export function decodeVenueError(body: string): VenueError {
  const read = errorSchema.safeParse(parseJson(body));
  return read.success
    ? { code: read.data.code.slice(0, 50), message: read.data.message.slice(0, 500) }
    : NONE;
}

/** What an answer says is wrong; one with 200 says nothing of the kind, and its body is not read for it. */
export function errorOf({
  status,
  body,
}: Pick<Extract<Exchange, { readonly kind: 'answered' }>, 'status' | 'body'>): VenueError {
  return status === 200 ? NONE : decodeVenueError(body);
}
