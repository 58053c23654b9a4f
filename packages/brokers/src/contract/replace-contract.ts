import { type ClientOrderId, evidenceSchema, type OrderBody } from '@orderonce/contracts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Broker } from '../broker.ts';
import { sameOrder } from '../same-order.ts';
import { accepted, becomes, CALL, NOBODYS, newId, openOrders } from './contract-calls.ts';
import type { OpenVenue, VenueUnderTest } from './venue-under-test.ts';

/** Replacing where a repeated id is refused for ever. */
export function describeReplaceContract(name: string, open: OpenVenue): void {
  describe(`${name}: a replace`, () => {
    let venue: VenueUnderTest;
    let broker: Broker;
    let first: string;

    beforeEach(async () => {
      venue = await open({ repeatedClientOrderId: 'refused-for-ever' });
      broker = venue.broker;
      first = await accepted(broker, newId(), venue.orders.rests);
      await becomes(broker, first, 'NEW');
    });
    afterEach(() => venue.close());

    const replace = (brokerOrderId: string, clientOrderId: ClientOrderId, order: OrderBody) =>
      broker.replace({ brokerOrderId, clientOrderId, order }, CALL);

    const chain = async (brokerOrderId: string) => {
      const found = await broker.findByBrokerOrderId(brokerOrderId, CALL);
      if (found.kind !== 'found') throw new Error(found.kind);
      const { replaces, replacedBy } = found.order;
      return { replaces, replacedBy };
    };

    test('puts a new order, with an id of its own, in the place of an open one', async () => {
      const id = newId();
      const result = await replace(first, id, venue.orders.restsElsewhere);
      expect(result).toMatchObject({ kind: 'accepted', order: { clientOrderId: id, cumQty: '0' } });
      expect(evidenceSchema.parse(result.evidence)).toMatchObject({ action: 'replace' });
      if (result.kind !== 'accepted') return;
      expect(sameOrder(venue.orders.restsElsewhere, result.order)).toEqual([]);
      const second = result.order.brokerOrderId;
      expect(second).not.toBe(first);
      await becomes(broker, first, 'REPLACED');
      await becomes(broker, second, 'NEW');
      expect(await chain(first)).toEqual({ replaces: undefined, replacedBy: second });
      expect(await chain(second)).toEqual({ replaces: first, replacedBy: undefined });
      expect((await openOrders(broker)).map((order) => order.brokerOrderId)).toEqual([second]);
    });

    test('whose answer is lost is unknown, and is found by its own id and by the old order', async () => {
      const id = newId();
      await venue.loseNextAnswer();
      expect((await replace(first, id, venue.orders.restsElsewhere)).kind).toBe('unknown');
      await becomes(broker, first, 'REPLACED');
      const found = await broker.findByClientOrderId(id, CALL);
      if (found.kind !== 'found') throw new Error(found.kind);
      expect(sameOrder(venue.orders.restsElsewhere, found.order)).toEqual([]);
      expect((await chain(first)).replacedBy).toBe(found.order.brokerOrderId);
    });

    test('whose request is lost is unknown, and leaves the old order as it was', async () => {
      const id = newId();
      await venue.loseNextRequest();
      expect((await replace(first, id, venue.orders.restsElsewhere)).kind).toBe('unknown');
      await becomes(broker, first, 'NEW');
      expect((await broker.findByClientOrderId(id, CALL)).kind).toBe('absent');
    });

    test('with an id that was used before is a duplicate and changes nothing', async () => {
      const used = newId();
      await accepted(broker, used, venue.orders.rests);
      expect((await replace(first, used, venue.orders.restsElsewhere)).kind).toBe('duplicate');
      await becomes(broker, first, 'NEW');
    });

    test('of an order that is at its end is refused, and of none is absent', async () => {
      const filled = await accepted(broker, newId(), venue.orders.fills);
      await becomes(broker, filled, 'FILLED');
      const { restsElsewhere } = venue.orders;
      expect(await replace(filled, newId(), restsElsewhere)).toMatchObject({
        kind: 'rejected',
        code: expect.stringMatching(/./),
        text: expect.stringMatching(/./),
      });
      expect((await replace(NOBODYS, newId(), restsElsewhere)).kind).toBe('absent');
    });
  });
}
