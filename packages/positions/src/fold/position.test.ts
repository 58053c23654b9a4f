import {
  add,
  compare,
  type Decimal,
  decimal,
  divide,
  multiply,
  negate,
  subtract,
  ZERO,
} from '@orderonce/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { averagePrice, FLAT, type Position, trade } from './position.ts';

/** Each trade as [signed quantity, price]. */
function after(...trades: readonly (readonly [string, string])[]): Position {
  return trades.reduce(
    (position, [quantity, price]) =>
      trade(position, decimal(quantity), multiply(decimal(quantity), decimal(price))),
    FLAT,
  );
}

test('buying more averages the price', () => {
  const position = after(['10', '100'], ['30', '101']);
  expect(position).toEqual({
    quantity: '40',
    openCost: '4030',
    realisedProfit: '0',
    unpricedQty: '0',
  });
  expect(averagePrice(position)).toBe('100.75');
});

test('selling a part realises its profit and leaves the average price', () => {
  const position = after(['10', '100'], ['-4', '112.5']);
  expect(position).toMatchObject({ quantity: '6', openCost: '600', realisedProfit: '50' });
  expect(averagePrice(position)).toBe('100');
});

test('a short position costs less than nothing and profits from a falling price', () => {
  const short = after(['-10', '50']);
  expect(short).toMatchObject({ quantity: '-10', openCost: '-500', realisedProfit: '0' });
  expect(averagePrice(short)).toBe('50');
  expect(after(['-10', '50'], ['4', '45'])).toMatchObject({
    quantity: '-6',
    openCost: '-300',
    realisedProfit: '20',
  });
});

test('one trade can close a long position and open a short one', () => {
  const position = after(['10', '100'], ['-15', '110']);
  expect(position).toMatchObject({ quantity: '-5', openCost: '-550', realisedProfit: '100' });
  expect(averagePrice(position)).toBe('110');
});

test('a flat position has no average price, and its profit is exact although thirds were shared out', () => {
  const position = after(['3', '0.1'], ['4', '0.2'], ['-1', '0.3'], ['-1', '0.3'], ['-5', '0.3']);
  expect(position).toMatchObject({ quantity: '0', openCost: '0', realisedProfit: '1' });
  expect(averagePrice(position)).toBeNull();
});

test('binary fractions do not creep in', () => {
  expect(after(['0.1', '1'], ['0.2', '1']).quantity).toBe('0.3');
});

const amount = (max: number) => fc.integer({ min: 1, max }).map((units) => units / 1000);
const anyTrade = fc.tuple(
  fc.tuple(fc.boolean(), amount(9_999)).map(([buys, size]) => String(buys ? size : -size)),
  amount(999_999).map(String),
);

test('quantity is the exact sum of trades, and no money appears or vanishes', () => {
  fc.assert(
    fc.property(fc.array(anyTrade, { maxLength: 40 }), (trades) => {
      const position = after(...trades);
      const quantities = trades.map(([quantity]) => decimal(quantity));
      const costs = trades.map(([quantity, price]) => multiply(decimal(quantity), decimal(price)));
      const spent = costs.reduce(add, ZERO);
      expect(position.quantity).toBe(quantities.reduce(add, ZERO));
      expect(position.realisedProfit).toBe(subtract(position.openCost, spent));
    }),
  );
});

test('selling is buying with the signs turned', () => {
  fc.assert(
    fc.property(fc.array(anyTrade, { maxLength: 20 }), (trades) => {
      const position = after(...trades);
      const mirrored = after(
        ...trades.map(([quantity, price]) => [negate(decimal(quantity)), price] as const),
      );
      expect(mirrored.quantity).toBe(negate(position.quantity));
      expect(mirrored.openCost).toBe(negate(position.openCost));
    }),
  );
});

/** What a trade closes costs its share of the whole, with the contracts' own functions. */
function closedByTheBook(
  { quantity: held, openCost, realisedProfit }: Position,
  [quantity, cost]: Trade,
) {
  const magnitude = (amount: Decimal) => (compare(amount, ZERO) < 0 ? negate(amount) : amount);
  const share = (whole: Decimal, part: Decimal, of: Decimal) =>
    divide(multiply(whole, magnitude(part)), magnitude(of), 24);
  const isPart = compare(magnitude(quantity), magnitude(held)) <= 0;
  const shared = isPart ? share(openCost, quantity, held) : share(cost, held, quantity);
  return {
    quantity: add(held, quantity),
    openCost: subtract(isPart ? openCost : cost, shared),
    realisedProfit: subtract(subtract(realisedProfit, shared), isPart ? cost : openCost),
  };
}
type Trade = readonly [quantity: Decimal, cost: Decimal];

test('a trade against what is held shares costs out as the contracts divide', () => {
  const digits = fc.stringMatching(/^[1-9][0-9]{0,17}\.[0-9]{1,12}$/).map(decimal);
  fc.assert(
    fc.property(
      digits,
      digits,
      digits,
      digits,
      fc.boolean(),
      (held, quantity, at, price, isShort) => {
        const signed = (amount: Decimal, isSold: boolean) => (isSold ? negate(amount) : amount);
        const opened = trade(FLAT, signed(held, isShort), signed(multiply(held, at), isShort));
        const against = [quantity, multiply(quantity, price)].map((one) => signed(one, !isShort));
        const [tradedQty = ZERO, cost = ZERO] = against;
        expect(trade(opened, tradedQty, cost)).toMatchObject(
          closedByTheBook(opened, [tradedQty, cost]),
        );
      },
    ),
    { numRuns: 1_000 },
  );
});
