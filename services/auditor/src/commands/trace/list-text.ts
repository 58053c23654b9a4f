import { tableText } from '../../command-line/table.ts';
import type { OrderSummary } from '../../trace/order-summary.ts';

/** Orders whose ids begin alike, a line each. */
export function listText(orders: readonly OrderSummary[], count: number, columns: number): string {
  const head = ['CLIENT ORDER ID', 'AT (UTC)', 'ACCOUNT', 'SYMBOL', 'VERDICT', 'FILLED', 'ORDER'];
  const rows = orders.map(({ id, atMs, accountId, symbol, verdict, cumQty, asks }) => [
    id,
    new Date(atMs).toISOString().slice(0, 19).replace('T', ' '),
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
