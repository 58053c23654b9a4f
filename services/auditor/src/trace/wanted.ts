import {
  type ClientOrderId,
  isClientOrderId,
  ORDER_UUID_PATTERN,
  type OrderUuid,
  parseOrderId,
} from '@orderonce/contracts';
import { z } from 'zod';

/** What a person asks for: one order, all whose ids begin alike, or the order of a trace. */
export type Wanted =
  | { readonly kind: 'id'; readonly id: ClientOrderId }
  | { readonly kind: 'prefix'; readonly prefix: string }
  | { readonly kind: 'uuid'; readonly orderUuid: OrderUuid };

/** What may come to several ids, or to one that has yet to be found. */
export type SeveralWanted = Exclude<Wanted, { readonly kind: 'id' }>;

const PREFIX =
  /^[A-Z0-9]{1,10}(-([0-9A-HJKMNP-TV-Z]{0,5}|[0-9A-HJKMNP-TV-Z]{6}(-[0-9]{0,6}(-[0-9a-f]{0,7})?)?))?$/;
const TRACE_ID = /^[0-9a-f]{32}$/;
const UUID_PREFIX_LENGTH = 8;
const UUID_PARTS = /^(.{8})(.{4})(.{4})(.{4})(.{12})$/;

export const wantedSchema = z.string().transform((text, context): Wanted => {
  if (isClientOrderId(text)) return { kind: 'id', id: text };
  const uuid = TRACE_ID.test(text) ? text.replace(UUID_PARTS, '$1-$2-$3-$4-$5') : text;
  if (ORDER_UUID_PATTERN.test(uuid)) return { kind: 'uuid', orderUuid: uuid as OrderUuid };
  if (PREFIX.test(text)) return { kind: 'prefix', prefix: text };
  context.addIssue(
    'must be an order id such as MOM-1RV4K2-000001-a3f8b2c1, the beginning of one, or a trace id',
  );
  return z.NEVER;
});

/**
 * When the oldest session of these ids, or beginnings of ids, started; null when one does not name its session.
 * A beginning that ends within the session stands for the oldest session that it may be.
 */
export function oldestSessionMs(texts: Iterable<string>): number | null {
  let oldestMs = Number.POSITIVE_INFINITY;
  for (const text of texts) {
    const [strategyId, session = ''] = text.split('-');
    if (session === '') return null;
    const parsed = parseOrderId(`${strategyId}-${session.padEnd(6, '0')}-000001-00000000`);
    if (!parsed.ok) return null;
    oldestMs = Math.min(oldestMs, parsed.sessionStartMs);
  }
  return oldestMs === Number.POSITIVE_INFINITY ? null : oldestMs;
}

/** What stands in every message about it. */
export function textOf(wanted: SeveralWanted): string {
  return wanted.kind === 'prefix' ? wanted.prefix : wanted.orderUuid;
}

/** Whether an id from such a message may be one of those wanted. */
export function isLike(id: ClientOrderId, wanted: SeveralWanted): boolean {
  return wanted.kind === 'prefix'
    ? id.startsWith(wanted.prefix)
    : id.endsWith(wanted.orderUuid.slice(0, UUID_PREFIX_LENGTH));
}
