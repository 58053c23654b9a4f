import { add, compare, decimal, ZERO } from '@orderonce/contracts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Broker } from '../broker.ts';
import { accepted, becomes, CALL, fillsAfter, newId, openOrders, SOON } from './contract-calls.ts';
import type { OpenVenue, VenueUnderTest } from './venue-under-test.ts';

/** What can be asked of an account, and of a venue that does not answer. */
export function describeAccountContract(name: string, open: OpenVenue): void {
  describe(`${name}: an account`, () => {
    let venue: VenueUnderTest;
    let broker: Broker;

    beforeEach(async () => {
      venue = await open({ repeatedClientOrderId: 'refused-for-ever' });
      broker = venue.broker;
    });
    afterEach(() => venue.close());

    test('shows its fills oldest first, after any of them, and they add up to the order', async () => {
      const { fills: order } = venue.orders;
      const firstOrder = await accepted(broker, newId(), order);
      await becomes(broker, firstOrder, 'FILLED');
      const secondOrder = await accepted(broker, newId(), order);
      await becomes(broker, secondOrder, 'FILLED');

      const fills = await fillsAfter(broker, null);
      const orders = fills.map((fill) => fill.brokerOrderId);
      expect(orders.lastIndexOf(firstOrder)).toBeLessThan(orders.indexOf(secondOrder));
      for (const brokerOrderId of [firstOrder, secondOrder]) {
        const own = fills.filter((fill) => fill.brokerOrderId === brokerOrderId);
        let cumQty = ZERO;
        for (const fill of own) {
          cumQty = add(cumQty, fill.lastQty);
          expect(compare(fill.cumQty, cumQty)).toBe(0);
          expect(compare(add(fill.cumQty, fill.leavesQty), order.quantity)).toBe(0);
        }
        expect(compare(cumQty, order.quantity)).toBe(0);
      }
      for (const [index, fill] of fills.entries())
        expect(await fillsAfter(broker, fill.fillId)).toEqual(fills.slice(index + 1));
    });

    test('shows the orders that are open, oldest first, and no others', async () => {
      expect(await openOrders(broker)).toEqual([]);
      const [first, filled, canceled, last] = [newId(), newId(), newId(), newId()];
      const { rests, fills } = venue.orders;
      const brokerOrderIds = [await accepted(broker, first, rests)];
      await becomes(broker, await accepted(broker, filled, fills), 'FILLED');
      const gone = await accepted(broker, canceled, rests);
      await broker.cancel(gone, CALL);
      await becomes(broker, gone, 'CANCELED');
      brokerOrderIds.push(await accepted(broker, last, rests));
      const orders = await openOrders(broker);
      expect(orders.map((order) => order.brokerOrderId)).toEqual(brokerOrderIds);
      expect(orders.map((order) => order.clientOrderId)).toEqual([first, last]);
    });

    test('shows more open orders than fit on a page, each of them', async () => {
      const ids = Array.from({ length: 510 }, newId);
      for (let begin = 0; begin < ids.length; begin += 34) {
        const some = ids.slice(begin, begin + 34);
        await Promise.all(some.map((id) => accepted(broker, id, venue.orders.rests)));
      }
      const shown = (await openOrders(broker)).map((order) => order.clientOrderId);
      expect(shown.toSorted()).toEqual(ids.toSorted());
    }, 30_000);

    test('shows what it holds, and what of it no open order is about to close', async () => {
      const { fills, rests } = venue.orders;
      expect(await broker.positions(CALL)).toEqual({
        kind: 'found',
        positions: [],
        unrecognised: [],
      });
      await becomes(broker, await accepted(broker, newId(), fills), 'FILLED');
      const farAway = { ...rests, side: 'SELL', limitPrice: decimal('1000') } as const;
      await accepted(broker, newId(), { ...farAway, quantity: decimal('1') });
      await vi.waitFor(async () => {
        const result = await broker.positions(CALL);
        if (result.kind !== 'found') throw new Error(result.text);
        expect(result.positions.map(({ symbol }) => symbol)).toEqual([fills.symbol]);
        const [position] = result.positions;
        expect(compare(position?.quantity ?? ZERO, fills.quantity)).toBe(0);
        expect(compare(position?.avgPx ?? ZERO, ZERO)).toBe(1);
        const rest = add(position?.availableQuantity ?? ZERO, decimal('1'));
        expect(compare(rest, fills.quantity)).toBe(0);
      }, SOON);
    });

    test('tells whether it may trade and with how much', async () => {
      const result = await broker.account(CALL);
      expect(result).toMatchObject({ kind: 'found', account: { canTrade: true, currency: 'USD' } });
      if (result.kind !== 'found') return;
      expect(result.account.status).not.toBe('');
      expect(compare(result.account.buyingPower, ZERO)).toBe(1);
    });

    test('that the venue does not know is told so, and nothing else is learnt from it', async () => {
      const { stranger, orders } = venue;
      const id = newId();
      expect((await stranger.account(CALL)).kind).toBe('unauthorized');
      expect((await stranger.submit({ clientOrderId: id, order: orders.rests }, CALL)).kind).toBe(
        'unknown',
      );
      expect((await stranger.findByClientOrderId(id, CALL)).kind).toBe('unknown');
      expect((await stranger.openOrders(null, CALL)).kind).toBe('unknown');
      expect((await stranger.positions(CALL)).kind).toBe('unknown');
      expect(await venue.countOrders(id)).toBe(0);
    });

    test('at a venue that cannot be reached is not sent to, and its questions teach nothing', async () => {
      await venue.disconnect();
      const request = { clientOrderId: newId(), order: venue.orders.rests };
      const replacing = { ...request, brokerOrderId: 'any' };
      expect(['not-sent', 'unknown']).toContain((await broker.submit(request, CALL)).kind);
      expect((await broker.submit(request, CALL)).kind).toBe('not-sent');
      expect((await broker.replace(replacing, CALL)).kind).toBe('not-sent');
      expect((await broker.findByClientOrderId(request.clientOrderId, CALL)).kind).toBe('unknown');
      expect((await broker.cancel('any', CALL)).kind).toBe('unknown');
      expect((await broker.fillsAfter(null, CALL)).kind).toBe('unknown');
      expect((await broker.openOrders(null, CALL)).kind).toBe('unknown');
      expect((await broker.positions(CALL)).kind).toBe('unknown');
      expect((await broker.account(CALL)).kind).toBe('unknown');
    });
  });
}
