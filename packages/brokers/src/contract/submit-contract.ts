import { type ClientOrderId, evidenceSchema, type OrderBody } from '@orderonce/contracts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Broker } from '../broker.ts';
import { sameOrder } from '../same-order.ts';
import { accepted, becomes, CALL, NOBODYS, newId, SOON } from './contract-calls.ts';
import type { OpenVenue, VenueUnderTest } from './venue-under-test.ts';

/** Placing, finding and cancelling where a repeated id is refused for ever. */
export function describeSubmitContract(name: string, open: OpenVenue): void {
  describe(`${name}: an order`, () => {
    let venue: VenueUnderTest;
    let broker: Broker;

    beforeEach(async () => {
      venue = await open({ repeatedClientOrderId: 'refused-for-ever' });
      broker = venue.broker;
    });
    afterEach(() => venue.close());

    const submit = (clientOrderId: ClientOrderId, order: OrderBody) =>
      broker.submit({ clientOrderId, order }, CALL);

    test('is accepted as it was sent, once, with evidence', async () => {
      const id = newId();
      const result = await submit(id, venue.orders.rests);
      expect(result).toMatchObject({ kind: 'accepted', order: { clientOrderId: id, cumQty: '0' } });
      if (result.kind === 'accepted')
        expect(sameOrder(venue.orders.rests, result.order)).toEqual([]);
      expect(evidenceSchema.parse(result.evidence)).toMatchObject({ action: 'submit' });
      expect(await venue.countOrders(id)).toBe(1);
    });

    test('with a repeated id is a duplicate and no second order', async () => {
      const id = newId();
      await accepted(broker, id, venue.orders.rests);
      expect((await submit(id, venue.orders.rests)).kind).toBe('duplicate');
      expect(await venue.countOrders(id)).toBe(1);
    });

    test('keeps its id after it was filled or canceled', async () => {
      const [filled, canceled] = [newId(), newId()];
      await becomes(broker, await accepted(broker, filled, venue.orders.fills), 'FILLED');
      const brokerOrderId = await accepted(broker, canceled, venue.orders.rests);
      await broker.cancel(brokerOrderId, CALL);
      await becomes(broker, brokerOrderId, 'CANCELED');
      expect((await submit(filled, venue.orders.fills)).kind).toBe('duplicate');
      expect((await submit(canceled, venue.orders.rests)).kind).toBe('duplicate');
    });

    test('that is refused leaves no order, and the venue tells its code and its words', async () => {
      const id = newId();
      await venue.refuseNext();
      const result = await submit(id, venue.orders.refused);
      expect(result).toMatchObject({
        kind: 'rejected',
        code: expect.stringMatching(/./),
        text: expect.stringMatching(/./),
      });
      expect(await venue.countOrders(id)).toBe(0);
      expect((await broker.findByClientOrderId(id, CALL)).kind).toBe('absent');
    });

    test('whose answer is lost is unknown, can be found, and is the same', async () => {
      const id = newId();
      await venue.loseNextAnswer();
      expect((await submit(id, venue.orders.rests)).kind).toBe('unknown');
      expect(await venue.countOrders(id)).toBe(1);
      const result = await broker.findByClientOrderId(id, CALL);
      expect(result.kind === 'found' && sameOrder(venue.orders.rests, result.order)).toEqual([]);
      expect((await submit(id, venue.orders.rests)).kind).toBe('duplicate');
    });

    test('whose request is lost is unknown, and the same id can be sent again', async () => {
      const id = newId();
      await venue.loseNextRequest();
      expect((await submit(id, venue.orders.rests)).kind).toBe('unknown');
      expect(await venue.countOrders(id)).toBe(0);
      await accepted(broker, id, venue.orders.rests);
      expect(await venue.countOrders(id)).toBe(1);
    });

    test('may be absent while it is fresh, and is a duplicate nevertheless', async () => {
      const id = newId();
      await venue.hideNextOrder();
      const brokerOrderId = await accepted(broker, id, venue.orders.rests);
      expect((await broker.findByClientOrderId(id, CALL)).kind).toBe('absent');
      expect((await submit(id, venue.orders.rests)).kind).toBe('duplicate');
      await becomes(broker, brokerOrderId, 'NEW');
      expect((await broker.findByClientOrderId(id, CALL)).kind).toBe('found');
    });

    test('is found by either id, and an id that was never used is absent', async () => {
      const id = newId();
      const brokerOrderId = await accepted(broker, id, venue.orders.rests);
      for (const result of [
        await broker.findByClientOrderId(id, CALL),
        await broker.findByBrokerOrderId(brokerOrderId, CALL),
      ]) {
        expect(result).toMatchObject({
          kind: 'found',
          order: { brokerOrderId, clientOrderId: id },
          evidence: { action: 'look-up' },
        });
      }
      expect((await broker.findByClientOrderId(newId(), CALL)).kind).toBe('absent');
      expect((await broker.findByBrokerOrderId(NOBODYS, CALL)).kind).toBe('absent');
    });

    test('that is open can be canceled, twice too', async () => {
      const brokerOrderId = await accepted(broker, newId(), venue.orders.rests);
      expect((await broker.cancel(brokerOrderId, CALL)).kind).toBe('requested');
      await becomes(broker, brokerOrderId, 'CANCELED');
      expect((await broker.cancel(brokerOrderId, CALL)).kind).toBe('requested');
    });

    test('that is filled cannot be canceled, nor one that does not exist', async () => {
      const brokerOrderId = await accepted(broker, newId(), venue.orders.fills);
      await becomes(broker, brokerOrderId, 'FILLED');
      expect(await broker.cancel(brokerOrderId, CALL)).toMatchObject({
        kind: 'rejected',
        code: expect.stringMatching(/./),
        text: expect.stringMatching(/./),
      });
      expect((await broker.cancel(NOBODYS, CALL)).kind).toBe('absent');
    });

    test('meant to close more than there is is refused, and one that closes all of it is not', async () => {
      const { fills, fillsSelling } = venue.orders;
      const close = (clientOrderId: ClientOrderId) =>
        broker.submit(
          { clientOrderId, order: fillsSelling, positionIntent: 'sell_to_close' },
          CALL,
        );
      expect((await close(newId())).kind).toBe('rejected');
      await becomes(broker, await accepted(broker, newId(), fills), 'FILLED');
      const closing = await close(newId());
      expect(closing).toMatchObject({
        kind: 'accepted',
        order: { positionIntent: 'sell_to_close' },
      });
      if (closing.kind === 'accepted') await becomes(broker, closing.order.brokerOrderId, 'FILLED');
      const flat = { kind: 'found', positions: [], unrecognised: [] };
      await vi.waitFor(async () => expect(await broker.positions(CALL)).toEqual(flat), SOON);
      expect((await close(newId())).kind).toBe('rejected');
    });
  });
}
