import { add, compare, type Decimal, decimal, negate, subtract, ZERO } from '@orderonce/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FILL_DELAY_MS, openVenue } from '../testing/venue-under-test.ts';
import { NO_TWIST } from './make-order.ts';
import { isOpen, type Order } from './order.ts';

const CASH = decimal('1000000');

const orderBody = fc.record({
  symbol: fc.constantFrom('AAPL', 'MSFT'),
  qty: fc.integer({ min: 1, max: 20 }).map(String),
  side: fc.constantFrom('buy', 'sell'),
  type: fc.constant('limit'),
  time_in_force: fc.constantFrom('day', 'gtc', 'ioc'),
  limit_price: fc.integer({ min: 95, max: 105 }).map(String),
});
const step = fc.oneof(
  fc.record({ kind: fc.constant('place' as const), body: orderBody }),
  fc.record({
    kind: fc.constant('replace' as const),
    pick: fc.nat(),
    qty: fc.integer({ min: 1, max: 30 }).map(String),
    isFilledFirst: fc.boolean(),
    isRejectedLate: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('cancel' as const), pick: fc.nat(), isFilled: fc.boolean() }),
  fc.record({
    kind: fc.constant('wait' as const),
    ms: fc.constantFrom(5, FILL_DELAY_MS, 200, 3_000),
  }),
);

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

/** Does the steps, lets everything settle, and cancels what still rests. */
function live(steps: readonly Step[]) {
  const under = openVenue({ cash: CASH, sessionMs: 10_000 });
  const { venue, account, time } = under;
  const picked = (pick: number): Order | undefined => account.orders[pick % account.orders.length];
  for (const each of steps) {
    if (each.kind === 'place') venue.submit(account, each.body);
    else if (each.kind === 'wait') time.goOn(each.ms);
    else {
      const id = picked(each.pick)?.id ?? '';
      if (each.kind === 'cancel') venue.cancel(account, id, () => each.isFilled);
      else
        venue.replace(
          account,
          id,
          { qty: each.qty },
          { ...NO_TWIST, isRejectedLate: each.isRejectedLate },
          () => each.isFilledFirst,
        );
    }
  }
  time.goOn(1_000);
  for (const order of [...account.open]) venue.cancel(account, order.id);
  time.goOn(1_000);
  return under;
}

const sum = (values: readonly Decimal[]) => values.reduce((a, b) => add(a, b), ZERO);

test('whatever is placed, replaced and canceled, books, ledger and orders agree', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 25 }), (steps) => {
      const { account, ledger } = live(steps);
      // Nothing is open, so nothing is held back.
      expect(account.orders.filter(isOpen)).toEqual([]);
      expect(account.buyingPower).toBe(account.cash);

      const fills = ledger.after(0, 100_000).filter((entry) => entry.kind === 'fill');
      for (const order of account.orders) {
        expect(compare(order.filledQty, order.request.qty)).toBeLessThanOrEqual(0);
        const own = fills.filter((fill) => fill.brokerOrderId === order.id);
        const carried = order.status === 'rejected' ? ZERO : (order.replaces?.filledQty ?? ZERO);
        expect(sum(own.map(({ quantity }) => quantity ?? ZERO))).toBe(
          subtract(order.filledQty, carried),
        );
        if (order.status === 'filled') expect(order.filledQty).toBe(order.request.qty);
        // Replaced and rejected come in pairs.
        if (order.status === 'replaced') expect(order.replacedBy?.replaces).toBe(order);
      }

      for (const symbol of ['AAPL', 'MSFT']) {
        const signed = fills
          .filter((fill) => fill.symbol === symbol)
          .map(({ side, quantity = ZERO }) => (side === 'BUY' ? quantity : negate(quantity)));
        expect(account.positionIn(symbol).quantity).toBe(sum(signed));
      }
    }),
    { numRuns: 150 },
  );
});

test('the same steps give the same ledger', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 15 }), (steps) => {
      expect(live(steps).ledger.after(0, 1_000)).toEqual(live(steps).ledger.after(0, 1_000));
    }),
    { numRuns: 30 },
  );
});
