import { describe, expect, test } from 'vitest';
import type { RepeatedClientOrderId } from '../capabilities.ts';
import { sameOrder } from '../same-order.ts';
import { accepted, becomes, CALL, newId } from './contract-calls.ts';
import type { AskedCapabilities, OpenVenue } from './venue-under-test.ts';

interface Meets {
  /** What a second order with the id of an open one is answered with, and how many orders there are then. */
  readonly whileOpen: 'another' | 'the-same' | 'duplicate';
  /** What one with the id of a canceled order is answered with. */
  readonly afterwards: 'another' | 'the-same' | 'duplicate';
}

const MEETS: Readonly<Record<RepeatedClientOrderId, Meets>> = {
  'refused-for-ever': { whileOpen: 'duplicate', afterwards: 'duplicate' },
  'refused-while-open': { whileOpen: 'duplicate', afterwards: 'another' },
  'returns-existing': { whileOpen: 'the-same', afterwards: 'the-same' },
  modifies: { whileOpen: 'the-same', afterwards: 'duplicate' },
  accepted: { whileOpen: 'another', afterwards: 'another' },
};

/** That a venue is what its capabilities say. `meets`: the capabilities that it can be told to have. */
export function describeCapabilitiesContract(
  name: string,
  open: OpenVenue,
  meets: readonly RepeatedClientOrderId[],
): void {
  const ask = (asked: AskedCapabilities) => open(asked);

  describe.each(meets)(`${name}, where a repeated id is: %s`, (repeatedClientOrderId) => {
    const expected = MEETS[repeatedClientOrderId];

    test(`the id of an open order leads to: ${expected.whileOpen}`, async () => {
      const venue = await ask({ repeatedClientOrderId });
      const { broker, orders } = venue;
      expect(broker.capabilities.repeatedClientOrderId).toBe(repeatedClientOrderId);
      const id = newId();
      const first = await accepted(broker, id, orders.rests);
      await becomes(broker, first, 'NEW');
      const order = repeatedClientOrderId === 'modifies' ? orders.restsElsewhere : orders.rests;
      const second = await broker.submit({ clientOrderId: id, order }, CALL);
      expect(kindOf(second, first)).toBe(expected.whileOpen);
      expect(await venue.countOrders(id)).toBe(expected.whileOpen === 'another' ? 2 : 1);
      if (repeatedClientOrderId === 'modifies')
        expect(second).toMatchObject({ order: { body: orders.restsElsewhere } });
      await venue.close();
    });

    test('another order with the id of an open one is never taken for accepted as it was sent', async () => {
      const venue = await ask({ repeatedClientOrderId });
      const { broker, orders } = venue;
      const id = newId();
      await becomes(broker, await accepted(broker, id, orders.rests), 'NEW');
      const order = orders.restsElsewhere;
      const second = await broker.submit({ clientOrderId: id, order }, CALL);
      // Changed, taken as a second one, or refused; but where the first comes back, it is not ours.
      if (second.kind === 'accepted') expect(sameOrder(order, second.order)).toEqual([]);
      else expect(second.kind).toBe('duplicate');
      await venue.close();
    });

    test(`the id of a canceled order leads to: ${expected.afterwards}`, async () => {
      const venue = await ask({ repeatedClientOrderId });
      const { broker, orders } = venue;
      const id = newId();
      const first = await accepted(broker, id, orders.rests);
      await broker.cancel(first, CALL);
      await becomes(broker, first, 'CANCELED');
      const second = await broker.submit({ clientOrderId: id, order: orders.rests }, CALL);
      expect(kindOf(second, first)).toBe(expected.afterwards);
      expect(await venue.countOrders(id)).toBe(expected.afterwards === 'another' ? 2 : 1);
      await venue.close();
    });
  });

  test(`${name}, where ids are letters and digits only, shows ours as we made them`, async () => {
    const clientOrderId = { maxLength: 32, charset: 'letters-and-digits' } as const;
    const venue = await ask({ repeatedClientOrderId: 'refused-for-ever', clientOrderId });
    const { broker, orders } = venue;
    expect(broker.capabilities.clientOrderId).toEqual(clientOrderId);
    const id = newId();
    const result = await broker.submit({ clientOrderId: id, order: orders.rests }, CALL);
    expect(result).toMatchObject({ kind: 'accepted', order: { clientOrderId: id } });
    expect(await broker.findByClientOrderId(id, CALL)).toMatchObject({
      order: { clientOrderId: id },
    });
    expect(await broker.openOrders(null, CALL)).toMatchObject({ orders: [{ clientOrderId: id }] });
    await venue.close();
  });
}

function kindOf(
  result: { readonly kind: string; readonly order?: { readonly brokerOrderId: string } },
  first: string,
) {
  if (result.kind !== 'accepted') return result.kind;
  return result.order?.brokerOrderId === first ? 'the-same' : 'another';
}
