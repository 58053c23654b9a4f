import { tableText } from '../../command-line/table.ts';
import type { OrderSummary } from '../../trace/order-summary.ts';

/** Orders whose ids begin alike, a line each. */
export function listText(orders: readonly OrderSummary[], count: number, columns: number): string {
  const moments = orders.map(({ atMs }) => new Date(atMs).toISOString());
  const isOneDay = new Set(moments.map((moment) => moment.slice(...DAY))).size === 1;
  const head = ['CLIENT ORDER ID', 'AT (UTC)', 'ACCOUNT', 'SYMBOL', 'VERDICT', 'FILLED', 'ORDER'];
  const rows = orders.map(({ id, accountId, symbol, verdict, cumQty, asks }, at) => [
    id,
    moments[at]?.slice(...(isOneDay ? TIME : DAY_AND_TIME)).replace('T', ' ') ?? '',
    accountId ?? '',
    symbol ?? '',
    verdict ?? '',
    cumQty ?? '',
    asks ?? '',
  ]);
  const more =
    count > orders.length
      ? `${orders.length} of ${count} orders; a longer beginning or --limit shows others.`
      : `${count} orders.`;
  return `${tableText(head, rows, columns)}\n\n${more} "trace <id>" tells all about one.`;
}

// Where they stand in 2026-11-22T09:31:05.120Z.
const DAY = [0, 10] as const;
const TIME = [11, 19] as const;
const DAY_AND_TIME = [0, 16] as const;
