import { nonNegativeDecimalSchema, positiveDecimalSchema } from '@orderonce/contracts';
import { z } from 'zod';
import type { BrokerFill } from '../broker-order.ts';
import type { FillsResult } from '../broker-results.ts';
import type { Exchange } from './http-exchange.ts';
import { readRows } from './list-answer.ts';
import type { Heard } from './reading.ts';
import { shapeOf } from './shape.ts';

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

/** One row that cannot be read makes the whole page unknown: a fill that is skipped never comes again. */
export function readFills(
  exchange: Exchange,
  heard: Pick<Heard, 'nowMs' | 'reading'>,
): FillsResult {
  const answer = readRows(exchange, heard);
  if (answer.kind === 'unknown') return answer;
  const page = pageSchema.safeParse(answer.rows);
  if (!page.success) {
    const [issue] = page.error.issues;
    const text = `not fills: ${issue?.path.join('.')} ${issue?.message}`;
    heard.reading.notice(`${text} in ${shapeOf(answer.rows[Number(issue?.path[0] ?? 0)])}`);
    return { kind: 'unknown', text };
  }
  return { kind: 'page', fills: page.data, isLast: page.data.length < PAGE_SIZE };
}
