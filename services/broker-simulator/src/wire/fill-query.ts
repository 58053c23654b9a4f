import { z } from 'zod';
import type { Account } from '../venue/account.ts';
import type { Fill } from '../venue/fill.ts';
import { stampSchema } from './stamps.ts';

/** The query of `GET /v2/account/activities/FILL`. */
export const fillQuerySchema = z.object({
  /** Only this day, in UTC. */
  date: stampSchema.transform((stamp) => stamp.slice(0, 'YYYY-MM-DD'.length)).optional(),
  after: stampSchema.optional(),
  until: stampSchema.optional(),
  direction: z.enum(['asc', 'desc']).default('desc'),
  page_size: z.coerce.number().int().min(1).max(100).default(100),
  /** The id of the last row of the page before. */
  page_token: z.string().optional(),
});
type FillQuery = z.output<typeof fillQuerySchema>;

/** One page of the account's fills; null: the page token names no fill. */
export function selectFills(account: Account, query: FillQuery): Fill[] | null {
  const { fills } = account;
  const isRising = query.direction === 'asc';
  let index = isRising ? 0 : fills.length - 1;
  if (query.page_token !== undefined) {
    const last = account.fillIndex(query.page_token);
    if (last === undefined) return null;
    index = isRising ? last + 1 : last - 1;
  }
  const page: Fill[] = [];
  for (; page.length < query.page_size; index += isRising ? 1 : -1) {
    const fill = fills[index];
    if (fill === undefined) break;
    const isWithin =
      (query.after === undefined || fill.at > query.after) &&
      (query.until === undefined || fill.at <= query.until) &&
      (query.date === undefined || fill.at.startsWith(query.date));
    if (isWithin) page.push(fill);
  }
  return page;
}
