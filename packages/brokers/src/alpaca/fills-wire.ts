import { nonNegativeDecimalSchema, positiveDecimalSchema } from '@orderonce/contracts';
import { z } from 'zod';
import type { BrokerFill } from '../broker-order.ts';
import type { FillsResult } from '../broker-results.ts';
import type { Exchange } from './http-exchange.ts';
import { parseJson } from './order-wire.ts';
import { decodeVenueError } from './venue-error.ts';

/** The most that Alpaca gives at once. */
const PAGE_SIZE = 100;

/** Oldest first; `page_token` is the id of the last row that we have. */
export function fillsPath(afterFillId: string | null): string {
  const query = new URLSearchParams({ direction: 'asc', page_size: String(PAGE_SIZE) });
  if (afterFillId !== null) query.set('page_token', afterFillId);
  return `/v2/account/activities/FILL?${query}`;
}

const fillSchema = z
  .object({
    id: z.string().min(1).max(100),
    order_id: z.string().min(1).max(100),
    qty: positiveDecimalSchema,
    price: nonNegativeDecimalSchema,
    cum_qty: positiveDecimalSchema,
    leaves_qty: nonNegativeDecimalSchema,
    transaction_time: z.iso.datetime({ offset: true }),
  })
  .transform(
    (row): BrokerFill => ({
      fillId: row.id,
      brokerOrderId: row.order_id,
      lastQty: row.qty,
      lastPx: row.price,
      cumQty: row.cum_qty,
      leavesQty: row.leaves_qty,
      transactTimeMs: Date.parse(row.transaction_time),
    }),
  );

const pageSchema = z.array(fillSchema);

export function readFills(exchange: Exchange): FillsResult {
  if (exchange.kind !== 'answered') return { kind: 'unknown', text: exchange.text };
  if (exchange.status !== 200) {
    const { code, message } = decodeVenueError(exchange.body);
    return { kind: 'unknown', text: `http ${exchange.status} ${code} ${message}`.trim() };
  }
  const page = pageSchema.safeParse(parseJson(exchange.body));
  if (!page.success) {
    const [issue] = page.error.issues;
    return { kind: 'unknown', text: `not fills: ${issue?.path.join('.')} ${issue?.message}` };
  }
  return { kind: 'page', fills: page.data, isLast: page.data.length < PAGE_SIZE };
}
