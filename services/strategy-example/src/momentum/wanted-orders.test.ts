import { decimal, type TradingSymbol } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import { readStockPrices } from '../prices/stock-prices.ts';
import { wantedOrders } from './wanted-orders.ts';

const all = () => true;

function first(
  count: number,
  orders: Iterator<{ symbol: string; side: string; quantity: string }>,
) {
  return Array.from({ length: count }, () => {
    const { symbol, side, quantity } = orders.next().value;
    return `${symbol} ${side} ${quantity}`;
  });
}

test('the history of real prices leads to these first orders', () => {
  expect(first(6, wantedOrders(readStockPrices(), all))).toEqual([
    'IBM BUY 10',
    'IBM SELL 10',
    'MSFT BUY 10',
    'IBM BUY 10',
    'AAPL BUY 10',
    'MSFT SELL 10',
  ]);
});

test('each stock is bought and sold in turn, and never sold short, over many passes', () => {
  const held = new Map<string, number>();
  const orders = wantedOrders(readStockPrices(), all);
  for (let count = 0; count < 2_000; count++) {
    const { symbol, side, quantity } = orders.next().value;
    const position = (held.get(symbol) ?? 0) + (side === 'BUY' ? 1 : -1) * Number(quantity);
    expect([0, 10]).toContain(position);
    held.set(symbol, position);
  }
  expect([...held.keys()].toSorted()).toEqual(['AAPL', 'AMZN', 'GOOG', 'IBM', 'MSFT']);
});

test('only the symbols asked for are traded', () => {
  const orders = wantedOrders(readStockPrices(), (symbol) => symbol === 'IBM');
  expect(new Set(first(100, orders))).toEqual(new Set(['IBM BUY 10', 'IBM SELL 10']));
});

const history = (...prices: string[]) =>
  prices.map((price, month) => ({
    startMs: Date.UTC(2000, month, 1),
    prices: new Map([['IBM' as TradingSymbol, decimal(price)]]),
  }));

test('the step from the end of the history to its beginning is no price move', () => {
  const orders = wantedOrders(history('10', '10', '10', '9', '11', '12', '11', '10', '9'), all);
  expect(first(4, orders)).toEqual(['IBM BUY 10', 'IBM SELL 10', 'IBM BUY 10', 'IBM SELL 10']);
});

test('a history that never leads to an order is an error and not an endless search', () => {
  expect(() => wantedOrders(history('1', '1', '1', '1', '1', '1'), all).next()).toThrow(
    'never lead to an order',
  );
});
