import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Decimal, decimal, type TradingSymbol } from '@orderonce/contracts';

const require = createRequire(import.meta.url);

/** The stocks of the data set: monthly closing prices from 2000 to 2010, in dollars. */
export const STOCKS = ['AAPL', 'AMZN', 'GOOG', 'IBM', 'MSFT'] as const;

/** The prices of one month. */
export interface Month {
  /** First day of the month, epoch milliseconds UTC. */
  readonly startMs: number;
  /** Only of stocks that were listed then. */
  readonly prices: ReadonlyMap<TradingSymbol, Decimal>;
}

/**
 * Real prices, from the npm package `vega-datasets`, in the order of time.
 *
 * @throws RangeError when the file is not as expected: prices half read would be prices made up
 */
export function readStockPrices(): readonly Month[] {
  // The package exports its code only; the data lies beside it.
  const entry = require.resolve('vega-datasets');
  return parseStockPrices(readFileSync(join(dirname(entry), '..', 'data', 'stocks.csv'), 'utf8'));
}

/** Reads lines such as `MSFT,Jan 1 2000,39.81` below the header `symbol,date,price`. */
export function parseStockPrices(csv: string): readonly Month[] {
  const [header, ...lines] = csv.trim().split(/\r?\n/);
  if (header !== 'symbol,date,price') throw new RangeError(`unexpected header ${header}`);
  const months = new Map<number, Map<TradingSymbol, Decimal>>();
  for (const line of lines) {
    const [symbol = '', date = '', price = ''] = line.split(',');
    const startMs = dateMs(date);
    if (!STOCKS.some((stock) => stock === symbol) || startMs === null)
      throw new RangeError(`unexpected line ${line}`);
    const prices = months.get(startMs) ?? new Map<TradingSymbol, Decimal>();
    months.set(startMs, prices.set(symbol as TradingSymbol, decimal(price)));
  }
  return [...months].sort(([a], [b]) => a - b).map(([startMs, prices]) => ({ startMs, prices }));
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Mar 1 2000` as UTC; `Date.parse` would also read words that are no months. */
function dateMs(text: string): number | null {
  const [, name = '', day, year] = /^([A-Z][a-z]{2}) (\d{1,2}) (\d{4})$/.exec(text) ?? [];
  const month = MONTHS.indexOf(name);
  return month < 0 ? null : Date.UTC(Number(year), month, Number(day));
}
