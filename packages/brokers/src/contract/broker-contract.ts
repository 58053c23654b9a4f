import {
  add,
  type ClientOrderId,
  clientOrderIdSchema,
  compare,
  evidenceSchema,
  type OrderBody,
  ZERO,
} from '@orderonce/contracts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Broker } from '../broker.ts';
import type { BrokerFill } from '../broker-order.ts';
import { sameOrder } from '../same-order.ts';
import type { OpenVenue, VenueUnderTest } from './venue-under-test.ts';

export type { OpenVenue, VenueUnderTest } from './venue-under-test.ts';

const SOON = { timeout: 5_000, interval: 5 };
const CALL = { timeoutMs: 2_000 };

let nextSequence = 1;
const newId = (): ClientOrderId =>
  clientOrderIdSchema.parse(`MOM-1RV4K2-${String(nextSequence++).padStart(6, '0')}-a3f8b2c1`);

/** What the port promises, whatever the venue: every implementation passes this. */
export function describeBrokerContract(name: string, open: OpenVenue): void {
  describe(`${name}, where a repeated id is refused for ever`, () => {
    let venue: VenueUnderTest;
    let broker: Broker;

    beforeEach(async () => {
      venue = await open('refused-for-ever');
      broker = venue.broker;
    });
    afterEach(() => venue.close());

    const submit = (clientOrderId: ClientOrderId, order: OrderBody) =>
      broker.submit({ clientOrderId, order }, CALL);

    async function accepted(clientOrderId: ClientOrderId, order: OrderBody): Promise<string> {
      const result = await submit(clientOrderId, order);
      expect(result.kind).toBe('accepted');
      return result.kind === 'accepted' ? result.order.brokerOrderId : '';
    }

    const becomes = (id: ClientOrderId, ordStatus: string) =>
      vi.waitFor(async () => {
        const result = await broker.findByClientOrderId(id, CALL);
        expect(result).toMatchObject({ kind: 'found', order: { ordStatus } });
      }, SOON);

    test('an order is accepted as it was sent, once, with evidence', async () => {
      const id = newId();
      const result = await submit(id, venue.orders.rests);
      expect(result).toMatchObject({ kind: 'accepted', order: { clientOrderId: id, cumQty: '0' } });
      if (result.kind === 'accepted')
        expect(sameOrder(venue.orders.rests, result.order)).toEqual([]);
      expect(evidenceSchema.parse(result.evidence)).toMatchObject({ action: 'submit' });
      expect(await venue.countOrders(id)).toBe(1);
    });

    test('a repeated id is a duplicate and makes no second order', async () => {
      const id = newId();
      await accepted(id, venue.orders.rests);
      expect((await submit(id, venue.orders.rests)).kind).toBe('duplicate');
      expect(await venue.countOrders(id)).toBe(1);
    });

    test('an id stays taken after its order was filled or canceled', async () => {
      const [filled, canceled] = [newId(), newId()];
      await accepted(filled, venue.orders.fills);
      await broker.cancel(await accepted(canceled, venue.orders.rests), CALL);
      await becomes(filled, 'FILLED');
      await becomes(canceled, 'CANCELED');
      expect((await submit(filled, venue.orders.fills)).kind).toBe('duplicate');
      expect((await submit(canceled, venue.orders.rests)).kind).toBe('duplicate');
    });

    test('a refusal carries the code and the words of the venue, and leaves no order', async () => {
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

    test('an answer that is lost is unknown, and the order can be found and is the same', async () => {
      const id = newId();
      await venue.loseNextAnswer();
      expect((await submit(id, venue.orders.rests)).kind).toBe('unknown');
      expect(await venue.countOrders(id)).toBe(1);
      const result = await broker.findByClientOrderId(id, CALL);
      expect(result.kind === 'found' && sameOrder(venue.orders.rests, result.order)).toEqual([]);
      expect((await submit(id, venue.orders.rests)).kind).toBe('duplicate');
    });

    test('a request that is lost is unknown, and the same id can be sent again', async () => {
      const id = newId();
      await venue.loseNextRequest();
      expect((await submit(id, venue.orders.rests)).kind).toBe('unknown');
      expect(await venue.countOrders(id)).toBe(0);
      await accepted(id, venue.orders.rests);
      expect(await venue.countOrders(id)).toBe(1);
    });

    test('a fresh order may be absent at first, and is a duplicate nevertheless', async () => {
      const id = newId();
      await venue.hideNextOrder();
      const brokerOrderId = await accepted(id, venue.orders.rests);
      expect((await broker.findByClientOrderId(id, CALL)).kind).toBe('absent');
      expect((await submit(id, venue.orders.rests)).kind).toBe('duplicate');
      await becomes(id, 'NEW');
      expect((await broker.findByBrokerOrderId(brokerOrderId, CALL)).kind).toBe('found');
    });

    test('an order is found by either id, and an id that was never used is absent', async () => {
      const id = newId();
      const brokerOrderId = await accepted(id, venue.orders.rests);
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
      const nobodys = '00000000-0000-4000-8000-000000000000';
      expect((await broker.findByClientOrderId(newId(), CALL)).kind).toBe('absent');
      expect((await broker.findByBrokerOrderId(nobodys, CALL)).kind).toBe('absent');
    });

    test('an open order can be canceled, twice too', async () => {
      const id = newId();
      const brokerOrderId = await accepted(id, venue.orders.rests);
      expect((await broker.cancel(brokerOrderId, CALL)).kind).toBe('requested');
      await becomes(id, 'CANCELED');
      expect((await broker.cancel(brokerOrderId, CALL)).kind).toBe('requested');
    });

    test('a filled order cannot be canceled, nor one that does not exist', async () => {
      const id = newId();
      const brokerOrderId = await accepted(id, venue.orders.fills);
      await becomes(id, 'FILLED');
      expect(await broker.cancel(brokerOrderId, CALL)).toMatchObject({
        kind: 'rejected',
        code: expect.stringMatching(/./),
        text: expect.stringMatching(/./),
      });
      const nobodys = '00000000-0000-4000-8000-000000000000';
      expect((await broker.cancel(nobodys, CALL)).kind).toBe('absent');
    });

    test('fills come oldest first, go on after any of them, and add up to the order', async () => {
      const [first, second] = [newId(), newId()];
      const firstOrder = await accepted(first, venue.orders.fills);
      await becomes(first, 'FILLED');
      const secondOrder = await accepted(second, venue.orders.fills);
      await becomes(second, 'FILLED');

      const fills = await fillsAfter(broker, null);
      const orders = fills.map((fill) => fill.brokerOrderId);
      expect(orders.lastIndexOf(firstOrder)).toBeLessThan(orders.indexOf(secondOrder));
      for (const brokerOrderId of [firstOrder, secondOrder]) {
        const own = fills.filter((fill) => fill.brokerOrderId === brokerOrderId);
        let cumQty = ZERO;
        for (const fill of own) {
          cumQty = add(cumQty, fill.lastQty);
          expect(compare(fill.cumQty, cumQty)).toBe(0);
          expect(compare(add(fill.cumQty, fill.leavesQty), venue.orders.fills.quantity)).toBe(0);
        }
        expect(compare(cumQty, venue.orders.fills.quantity)).toBe(0);
      }
      for (const [index, fill] of fills.entries())
        expect(await fillsAfter(broker, fill.fillId)).toEqual(fills.slice(index + 1));
    });

    test('a venue that cannot be reached is not sent to, and its look-ups say nothing', async () => {
      await venue.disconnect();
      const id = newId();
      expect(['not-sent', 'unknown']).toContain((await submit(id, venue.orders.rests)).kind);
      expect((await submit(id, venue.orders.rests)).kind).toBe('not-sent');
      expect((await broker.findByClientOrderId(id, CALL)).kind).toBe('unknown');
      expect((await broker.cancel('any', CALL)).kind).toBe('unknown');
      expect((await broker.fillsAfter(null, CALL)).kind).toBe('unknown');
    });
  });

  describe(`${name}, where a repeated id is accepted`, () => {
    test('a repeated id makes a second order', async () => {
      const venue = await open('accepted');
      const request = { clientOrderId: newId(), order: venue.orders.rests };
      const first = await venue.broker.submit(request, CALL);
      const second = await venue.broker.submit(request, CALL);
      expect(first.kind).toBe('accepted');
      expect(second.kind).toBe('accepted');
      expect(first).not.toMatchObject({ order: { brokerOrderId: brokerOrderIdOf(second) } });
      expect(await venue.countOrders(request.clientOrderId)).toBe(2);
      expect(venue.broker.capabilities.repeatedClientOrderId).toBe('accepted');
      await venue.close();
    });
  });
}

function brokerOrderIdOf(result: Awaited<ReturnType<Broker['submit']>>): string {
  return result.kind === 'accepted' ? result.order.brokerOrderId : '';
}

async function fillsAfter(broker: Broker, afterFillId: string | null): Promise<BrokerFill[]> {
  const result = await broker.fillsAfter(afterFillId, CALL);
  if (result.kind !== 'page') throw new Error(result.text);
  expect(result.isLast).toBe(true);
  return [...result.fills];
}
