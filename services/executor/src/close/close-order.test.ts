import { REPEATED_CLIENT_ORDER_ID } from '@orderonce/brokers';
import { decimal } from '@orderonce/contracts';
import { closeAll, intent } from '@orderonce/decisions/testing';
import { describe, expect, it, vi } from 'vitest';
import { createWorld, recordOf, run, runUntilKilled } from '../testing/executor-under-test.ts';

const OPENING = intent();
const CLOSE = closeAll();
const ID = CLOSE.clientOrderId;
const PRICE = decimal('100');
const NEXT = {
  clientOrderId: 'MOM-1RV4K2-000008-e4f8b2c1',
  orderUuid: 'e4f8b2c1-58cc-4372-a567-0e02b2c3d479',
};

/** A world in which ten AAPL are held. */
async function longWorld(meets: (typeof REPEATED_CLIENT_ORDER_ID)[number] = 'refused-for-ever') {
  const world = createWorld({ priceOf: null, capabilities: { repeatedClientOrderId: meets } });
  await run(world.startExecutor(), recordOf(OPENING, '0'));
  world.broker.fill('memory-order-1', PRICE);
  return {
    ...world,
    close: (message = CLOSE, offset = '1') => run(world.startExecutor(), recordOf(message, offset)),
    /** What was published about closes. */
    told: () =>
      world
        .outcomes()
        .filter(
          ({ clientOrderId, execType }) =>
            clientOrderId !== OPENING.clientOrderId && execType !== 'ATTEMPTED',
        ),
    closing: () =>
      world.broker.ledger.flatMap((entry) =>
        entry.kind === 'accepted' && entry.clientOrderId !== OPENING.clientOrderId ? [entry] : [],
      ),
    closePosts: () =>
      world.broker.ledger.flatMap((entry) =>
        entry.kind === 'post' && entry.clientOrderId === ID ? [entry.order] : [],
      ),
    /** Somebody else's order, which fills at once. */
    trade: async (side: 'BUY' | 'SELL', quantity: string, clientOrderId: string) => {
      const message = intent({
        ...NEXT,
        clientOrderId: `MOM-1RV4K2-${clientOrderId}-e4f8b2c1`,
        side,
        quantity,
      });
      await run(world.startExecutor(), recordOf(message, clientOrderId.replace(/^0+/, '')));
    },
  };
}

describe('a close', () => {
  it('is an order the other way, under its own id, that can only reduce the position', async () => {
    const world = await longWorld();
    await world.close();
    const order = { side: 'SELL', quantity: '10', orderType: 'MARKET', timeInForce: 'DAY' };
    expect(world.closing()).toMatchObject([{ clientOrderId: ID, order }]);
    const found = await world.broker.findByClientOrderId(ID);
    expect(found).toMatchObject({ order: { positionIntent: 'sell_to_close' } });
    expect(world.told()).toMatchObject([
      {
        clientOrderId: ID,
        execType: 'ACCEPTED',
        ordStatus: 'NEW',
        brokerOrderId: 'memory-order-2',
        side: 'SELL',
        quantity: '10',
        leavesQty: '10',
        order,
      },
    ]);
  });

  it('closes what open orders do not close yet, or the quantity that it names', async () => {
    const world = await longWorld();
    await world.close(closeAll({ ...NEXT, quantity: '4' }), '1');
    await world.close(CLOSE, '2');
    expect(world.closing().map(({ order }) => order.quantity)).toEqual(['4', '6']);
  });

  it.each([
    ['nothing is held', '10', {}, 'the position in AAPL is flat'],
    ['less is held', '4', { quantity: '7' }, 'of the position of 6 in AAPL 6 can be closed'],
  ] as const)('is denied when %s, and nothing is sent', async (_name, sold, changes, text) => {
    const world = await longWorld();
    await world.trade('SELL', sold, '000031');
    world.broker.fill('memory-order-2', PRICE);
    await world.close(closeAll(changes));
    expect(world.told().at(-1)).toMatchObject({
      clientOrderId: ID,
      execType: 'DENIED',
      reason: { code: 'NO_POSITION', text: expect.stringContaining(text) },
    });
    expect(world.closePosts()).toEqual([]);
  });

  it('waits for a venue that does not show the position, and is denied when that lasts', async () => {
    const world = await longWorld();
    const unanswered = { kind: 'unknown', text: 'timed out' } as const;
    const positions = vi.spyOn(world.broker, 'positions');
    positions.mockResolvedValueOnce(unanswered).mockResolvedValueOnce(unanswered);
    await world.close();
    expect(world.told()).toMatchObject([{ execType: 'ACCEPTED' }]);
    positions.mockResolvedValue(unanswered);
    await world.close(closeAll({ ...NEXT, quantity: '1' }), '2');
    expect(world.told()[1]).toMatchObject({
      execType: 'DENIED',
      reason: { code: 'VENUE_UNREACHABLE' },
    });
  });

  it('is answered once: its copy is a duplicate, and another close under a new id is denied', async () => {
    const world = await longWorld();
    await world.close();
    await world.close(CLOSE, '2');
    await world.close(closeAll(NEXT), '3');
    expect(world.told()).toMatchObject([
      { execType: 'ACCEPTED' },
      { execType: 'DUPLICATE', duplicateOf: ID },
      { execType: 'DENIED', reason: { code: 'CONTENT_DUPLICATE' }, duplicateOf: ID },
    ]);
    expect(world.closing()).toHaveLength(1);
  });

  it('says the venue\'s "no" in its words, with the order that it refused', async () => {
    const world = await longWorld();
    world.broker.script({ kind: 'refused', code: '40310000', text: 'insufficient qty available' });
    await world.close();
    expect(world.told()).toMatchObject([
      { execType: 'REJECTED', order: { quantity: '10' }, reason: { code: 'VENUE_REJECTED' } },
    ]);
  });
});

describe('the order of a close is fixed before it is first sent', () => {
  it('so that the same one is sent again, however the position has changed', async () => {
    const world = await longWorld();
    world.broker.script({ kind: 'request-lost' });
    await runUntilKilled(world.startExecutor('answered'), recordOf(CLOSE, '1'));
    await world.trade('BUY', '5', '000031');
    world.broker.fill('memory-order-2', PRICE);
    await world.close();
    expect(world.closePosts().map(({ quantity }) => quantity)).toEqual(['10']);
    expect(world.told().at(-1)).toMatchObject({ execType: 'ACCEPTED', quantity: '10' });
  });

  it('and a position that is gone meanwhile is the venue to refuse, not for us to forget', async () => {
    const world = await longWorld();
    world.broker.script({ kind: 'request-lost' });
    await runUntilKilled(world.startExecutor('answered'), recordOf(CLOSE, '1'));
    await world.trade('SELL', '10', '000031');
    world.broker.fill('memory-order-2', PRICE);
    await world.close();
    expect(world.closing().map(({ clientOrderId }) => clientOrderId)).not.toContain(ID);
    expect(world.told().at(-1)).toMatchObject({ clientOrderId: ID, execType: 'REJECTED' });
  });

  it('so that one that was taken and filled is found again, and is not taken for none', async () => {
    const world = await longWorld();
    world.broker.script({ kind: 'answer-lost' });
    await runUntilKilled(world.startExecutor('answered'), recordOf(CLOSE, '1'));
    world.broker.fill('memory-order-2', PRICE);
    await world.close();
    expect(world.closing()).toHaveLength(1);
    expect(world.told()).toMatchObject([
      { execType: 'ACCEPTED', brokerOrderId: 'memory-order-2', quantity: '10' },
    ]);
  });

  it('and its verdict is the same event again, from the record', async () => {
    const world = await longWorld();
    await world.close();
    world.broker.fill('memory-order-2', PRICE);
    await world.close();
    const [first, again] = world.told().map(({ evidence: _, ...event }) => event);
    expect(again).toEqual(first);
  });

  it('and without the store nothing is sent before an earlier attempt was looked for', async () => {
    const world = await longWorld();
    world.takeStoreAway();
    const beganMs = world.clock.monotonicMs();
    await world.close();
    expect(world.clock.monotonicMs() - beganMs).toBeGreaterThanOrEqual(10_000);
    expect(world.closing()).toHaveLength(1);
  });
});

describe.each(REPEATED_CLIENT_ORDER_ID)(
  'a crash in a close, where a repeated id is: %s',
  (meets) => {
    it.each(['answered', 'published'] as const)(
      'at "%s" leaves one order, and one verdict for it',
      async (checkpoint) => {
        const world = await longWorld(meets);
        await runUntilKilled(world.startExecutor(checkpoint), recordOf(CLOSE, '1'));
        world.broker.fill('memory-order-2', PRICE);
        await world.close();
        expect(world.closing()).toHaveLength(1);
        const events = world.told().map((outcome) => ({
          execType: outcome.execType,
          brokerOrderId: outcome.brokerOrderId,
          order: outcome.order?.quantity,
        }));
        const event = { execType: 'ACCEPTED', brokerOrderId: 'memory-order-2', order: '10' };
        expect(events).toEqual(checkpoint === 'published' ? [event, event] : [event]);
      },
    );

    it('before the order was computed makes one order where that is safe, and none elsewhere', async () => {
      const world = await longWorld(meets);
      await runUntilKilled(world.startExecutor('claimed'), recordOf(CLOSE, '1'));
      await world.close();
      const isSafe = meets === 'refused-for-ever';
      expect(world.closing()).toHaveLength(isSafe ? 1 : 0);
      expect(world.told()).toMatchObject([{ execType: isSafe ? 'ACCEPTED' : 'HELD' }]);
    });
  },
);

it('a close whose noted order was lost with the store adopts what the venue has under its id', async () => {
  const world = await longWorld();
  await runUntilKilled(world.startExecutor('answered'), recordOf(CLOSE, '1'));
  world.broker.fill('memory-order-2', PRICE);
  world.takeStoreAway();
  await world.close();
  expect(world.closing()).toHaveLength(1);
  expect(world.told()).toMatchObject([
    { execType: 'ACCEPTED', brokerOrderId: 'memory-order-2', order: { quantity: '10' } },
  ]);
});
