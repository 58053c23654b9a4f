import { z } from 'zod';
import type { BrokerOrder, Unrecognised } from '../broker-order.ts';
import type { OpenOrdersResult } from '../broker-results.ts';
import type { Exchange } from './http-exchange.ts';
import { readRows } from './list-answer.ts';
import { brokerOrderIdIn, readOrder } from './order-wire.ts';
import type { Heard } from './reading.ts';

/** The most that Alpaca gives at once. */
const PAGE_SIZE = 500;

/** Oldest first; `after` is a moment, and only orders submitted after it are given. */
export function openOrdersPath(after: string | null): string {
  const query = new URLSearchParams({
    ...{ status: 'open', direction: 'asc', limit: String(PAGE_SIZE), nested: 'false' },
    ...(after !== null && { after }),
  });
  return `/v2/orders?${query}`;
}

const stampSchema = z.object({ submitted_at: z.iso.datetime({ offset: true }) });

/**
 * A row that is no order to us is told as such and hides none of the others. The next page begins a
 * millisecond before this one's end, because orders may share a moment and `after` leaves it out:
 *
 *     page 1:  … 12.001  12.002 | 12.002  12.003 …     asked for after 12.001: what stands at 12.002
 *                                                      comes again, and nothing is missed
 */
export function readOpenOrders(
  after: string | null,
  exchange: Exchange,
  heard: Pick<Heard, 'nowMs' | 'reading'>,
): OpenOrdersResult {
  const answer = readRows(exchange, heard);
  if (answer.kind === 'unknown') return answer;
  const orders: BrokerOrder[] = [];
  const unrecognised: Unrecognised[] = [];
  for (const row of answer.rows) {
    const order = readOrder(row, heard.reading);
    if (typeof order === 'string') unrecognised.push(unrecognisedRow(order, row));
    else orders.push(order);
  }
  if (answer.rows.length < PAGE_SIZE) return { kind: 'page', orders, unrecognised, next: null };
  const next = momentBefore(answer.rows.at(-1));
  if (next === null) return { kind: 'unknown', text: 'the last order of a page has no time' };
  // Nothing tells what else stands at this moment: half a list must not pass for the whole.
  if (after !== null && next <= after)
    return { kind: 'unknown', text: `over ${PAGE_SIZE} open orders of one moment` };
  return { kind: 'page', orders, unrecognised, next };
}

function unrecognisedRow(text: string, row: unknown): Unrecognised {
  const brokerOrderId = brokerOrderIdIn(row);
  return { text, ...(brokerOrderId !== undefined && { brokerOrderId }) };
}

function momentBefore(row: unknown): string | null {
  const read = stampSchema.safeParse(row);
  return read.success ? new Date(Date.parse(read.data.submitted_at) - 1).toISOString() : null;
}
