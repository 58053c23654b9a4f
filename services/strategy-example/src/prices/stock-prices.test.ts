import { expect, test } from 'vitest';
import { parseStockPrices, readStockPrices, STOCKS } from './stock-prices.ts';

test('the data set has 123 months of real prices, exactly as written there', () => {
  const months = readStockPrices();
  expect(months).toHaveLength(123);
  expect(months.map(({ startMs }) => startMs)).toEqual(
    months.map(({ startMs }) => startMs).toSorted((a, b) => a - b),
  );
  const [first] = months;
  expect(first?.startMs).toBe(Date.UTC(2000, 0, 1));
  expect(Object.fromEntries(first?.prices ?? [])).toEqual({
    AAPL: '25.94',
    AMZN: '64.56',
    IBM: '100.52',
    MSFT: '39.81',
  });
  expect([...(months.at(-1)?.prices.keys() ?? [])].toSorted()).toEqual([...STOCKS]);
});

test('a file of another form is refused and not half read', () => {
  for (const csv of [
    '',
    'date,price\nJan 1 2000,1',
    'symbol,date,price\nTSLA,Jan 1 2000,1',
    'symbol,date,price\nIBM,Someday 2000,1',
    'symbol,date,price\nIBM,Jan 1 2000,1e2',
    'symbol,date,price\nIBM,Jan 1 2000',
  ])
    expect(() => parseStockPrices(csv)).toThrow(RangeError);
});
