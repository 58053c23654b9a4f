import { REPEATED_CLIENT_ORDER_ID } from '@orderonce/brokers';
import { clientOrderIdSchema, decimal } from '@orderonce/contracts';
import { cancelOf, intent, replaceOf } from '@orderonce/decisions/testing';
import { describe, expect, it, vi } from 'vitest';
import { createWorld, recordOf, run, runUntilKilled } from '../testing/executor-under-test.ts';

const FIRST = intent({ orderType: 'LIMIT', limitPrice: '98' });
const ID = FIRST.clientOrderId;
const REPLACE = replaceOf(ID);
const NEXT = {
  clientOrderId: 'MOM-1RV4K2-000006-e4f8b2c1',
  orderUuid: 'e4f8b2c1-58cc-4372-a567-0e02b2c3d479',
};

/** A world in which the order to replace rests at the venue. */
async function openWorld(
  meets: (typeof REPEATED_CLIENT_ORDER_ID)[number] = 'refused-for-ever',
  capabilities: { readonly lookUpByClientOrderId?: boolean } = {},
) {
  const world = createWorld({
    priceOf: null,
    capabilities: { repeatedClientOrderId: meets, ...capabilities },
  });
  await run(world.startExecutor(), recordOf(FIRST, '0'));
  return {
    ...world,
    replace: (message = REPLACE, offset = '1') =>
      run(world.startExecutor(), recordOf(message, offset)),
    /** What was published since the first order's verdict. */
    told: () =>
      world
        .outcomes()
        .filter(({ clientOrderId, execType }) => clientOrderId !== ID && execType !== 'ATTEMPTED'),
    replacements: () =>
      world.broker.ledger.flatMap((entry) =>
        entry.kind === 'accepted' && entry.replaces !== undefined ? [entry] : [],
      ),
    patches: () => world.broker.ledger.filter(({ kind }) => kind === 'patch'),
  };
}

describe('a replace', () => {
  it('asks for the new order, under its own id, in the place of the one it names', async () => {
    const world = await openWorld();
    await world.replace();
    expect(world.replacements()).toMatchObject([
      {
        clientOrderId: REPLACE.clientOrderId,
        replaces: 'memory-order-1',
        order: { quantity: '12', limitPrice: '99' },
      },
    ]);
    expect(world.told()).toMatchObject([
      {
        clientOrderId: REPLACE.clientOrderId,
        origClientOrderId: ID,
        execType: 'ACCEPTED',
        ordStatus: 'PENDING_REPLACE',
        brokerOrderId: 'memory-order-2',
        quantity: '12',
        order: { side: 'BUY', quantity: '12', limitPrice: '99' },
      },
    ]);
  });

  it('keeps what is filled: its quantity is the total of the chain', async () => {
    const world = await openWorld();
    world.broker.fill('memory-order-1', decimal('98'), decimal('4'));
    await world.replace();
    const found = await world.broker.findByClientOrderId(REPLACE.clientOrderId);
    expect(found).toMatchObject({ order: { cumQty: '4', body: { quantity: '12' } } });
  });

  it('of an order that was replaced means the one that lives now', async () => {
    const world = await openWorld();
    await world.replace();
    await world.replace(replaceOf(ID, { ...NEXT, quantity: '15' }), '2');
    expect(world.replacements().map(({ replaces }) => replaces)).toEqual([
      'memory-order-1',
      'memory-order-2',
    ]);
  });

  it('finds its order among the open ones where there is no look-up by our id', async () => {
    const world = await openWorld('refused-for-ever', { lookUpByClientOrderId: false });
    await world.replace();
    expect(world.replacements()).toHaveLength(1);
  });

  it('is answered once: its copy is a duplicate, and the same change under a new id is denied', async () => {
    const world = await openWorld();
    await world.replace();
    await world.replace(REPLACE, '2');
    await world.replace(replaceOf(ID, NEXT), '3');
    expect(world.told()).toMatchObject([
      { execType: 'ACCEPTED' },
      { execType: 'DUPLICATE', brokerOrderId: 'memory-order-2' },
      {
        execType: 'DENIED',
        reason: { code: 'CONTENT_DUPLICATE' },
        duplicateOf: REPLACE.clientOrderId,
      },
    ]);
    expect(world.patches()).toHaveLength(1);
  });

  it('is denied for another instrument, side or type, and for an order that nobody knows', async () => {
    const world = await openWorld();
    const unknown = clientOrderIdSchema.parse('MOM-1RV4K2-000099-f4f8b2c1');
    await world.replace(replaceOf(ID, { side: 'SELL' }), '1');
    await world.replace(replaceOf(unknown, { ...NEXT }), '2');
    expect(world.told()).toMatchObject([
      { execType: 'DENIED', reason: { code: 'UNSUPPORTED' } },
      { execType: 'DENIED', reason: { code: 'UNKNOWN_ORDER' } },
    ]);
    const other = await openWorld();
    await other.replace(replaceOf(ID, { symbol: 'MSFT' }));
    expect(other.told()).toMatchObject([
      { execType: 'DENIED', reason: { code: 'WRONG_INSTRUMENT' } },
    ]);
    expect([...world.patches(), ...other.patches()]).toEqual([]);
  });
});

describe('a replace that comes too late', () => {
  const RACE = [
    {
      clientOrderId: REPLACE.clientOrderId,
      origClientOrderId: ID,
      execType: 'REPLACE_REJECTED',
      ordStatus: 'FILLED',
      brokerOrderId: 'memory-order-1',
      cumQty: '10',
    },
    { clientOrderId: REPLACE.clientOrderId, execType: 'REJECTED', ordStatus: 'REJECTED' },
  ];

  it('is rejected, with what the order is, when it filled before', async () => {
    const world = await openWorld();
    world.broker.fill('memory-order-1', decimal('98'));
    await world.replace();
    expect(world.told()).toMatchObject(RACE);
    expect(world.told()[1]).not.toHaveProperty('brokerOrderId');
    expect(world.patches()).toEqual([]);
  });

  it('is rejected, with what the order is, when it filled on the way', async () => {
    const world = await openWorld();
    const { replace } = world.broker;
    vi.spyOn(world.broker, 'replace').mockImplementation((request) => {
      world.broker.fill('memory-order-1', decimal('98'));
      return replace.call(world.broker, request);
    });
    await world.replace();
    expect(world.told()).toMatchObject(RACE);
    expect(world.told()[1]?.reason?.text).toBe('NOT_OPEN: the order is FILLED');
    expect(world.replacements()).toEqual([]);
  });

  it('tells both events again, the same, when it is delivered again', async () => {
    const world = await openWorld();
    world.broker.fill('memory-order-1', decimal('98'));
    await world.replace();
    const [beside, verdict] = world.told().map(({ evidence: _, ...event }) => event);
    await world.replace();
    expect(world.told().slice(2)).toEqual([beside, verdict]);
  });

  it('is rejected after a lost request, and not before the window is over', async () => {
    const world = await openWorld();
    world.broker.script({ kind: 'request-lost' });
    const { findByClientOrderId } = world.broker;
    let looks = 0;
    vi.spyOn(world.broker, 'findByClientOrderId').mockImplementation((id) => {
      looks += 1;
      if (looks === 2) world.broker.fill('memory-order-1', decimal('98'));
      return findByClientOrderId.call(world.broker, id);
    });
    const beganMs = world.clock.monotonicMs();
    await world.replace();
    expect(world.told()).toMatchObject(RACE);
    expect(world.clock.monotonicMs() - beganMs).toBeGreaterThanOrEqual(10_000);
  });
});

describe('a replace whose answer is lost', () => {
  it('finds the replacement, and asks for no second one', async () => {
    const world = await openWorld();
    world.broker.script({ kind: 'answer-lost' });
    await world.replace();
    expect(world.told()).toMatchObject([{ execType: 'ACCEPTED', brokerOrderId: 'memory-order-2' }]);
    expect(world.patches()).toHaveLength(1);
  });

  it('asks again when the request was lost, once the target is seen to be open still', async () => {
    const world = await openWorld();
    world.broker.script({ kind: 'request-lost' });
    await world.replace();
    expect(world.told()).toMatchObject([{ execType: 'ACCEPTED' }]);
    expect(world.replacements()).toHaveLength(1);
  });

  it('is not misled by a venue that still shows the target as open, and ours not yet', async () => {
    const world = await openWorld();
    world.broker.script({ kind: 'answer-lost' });
    const stale = await world.broker.findByClientOrderId(ID);
    const { findByClientOrderId } = world.broker;
    let looks = 0;
    vi.spyOn(world.broker, 'findByClientOrderId').mockImplementation(async (id) => {
      looks += 1;
      if (looks > 9) return findByClientOrderId.call(world.broker, id);
      const { evidence } = stale;
      return id === ID ? stale : { kind: 'absent', evidence };
    });
    await world.replace();
    expect(world.told()).toMatchObject([{ execType: 'ACCEPTED', brokerOrderId: 'memory-order-2' }]);
    expect(world.patches()).toHaveLength(2);
    expect(world.replacements()).toHaveLength(1);
  });

  it('adopts nothing that is not what was asked for', async () => {
    const world = await openWorld();
    const { replace } = world.broker;
    vi.spyOn(world.broker, 'replace').mockImplementationOnce(async (request) => {
      const order = { ...request.order, quantity: decimal('13') };
      const { evidence } = await replace.call(world.broker, { ...request, order });
      return { kind: 'unknown', text: 'reset', evidence };
    });
    await world.replace();
    expect(world.told()).toMatchObject([
      { execType: 'HELD', reason: { code: 'CLIENT_ORDER_ID_REUSED' } },
    ]);
  });
});

const ELSEWHERE = REPEATED_CLIENT_ORDER_ID.filter((meets) => meets !== 'refused-for-ever');

describe.each(ELSEWHERE)('a replace, where a repeated id is: %s', (meets) => {
  it('leaves once, and is held when nobody can know what became of it', async () => {
    const world = await openWorld(meets);
    world.broker.script({ kind: 'request-lost' });
    const { replace } = world.broker;
    const sent = vi
      .spyOn(world.broker, 'replace')
      .mockImplementation((request) => replace.call(world.broker, request));
    await world.replace();
    expect(world.told()).toMatchObject([{ execType: 'HELD', reason: { code: 'FATE_UNKNOWN' } }]);
    expect(sent).toHaveBeenCalledTimes(1);
  });
});

describe.each(REPEATED_CLIENT_ORDER_ID)(
  'a crash in a replace, where a repeated id is: %s',
  (meets) => {
    it.each(['answered', 'settled-before-publish'] as const)(
      'at "%s" leaves one replacement, and one verdict for it',
      async (checkpoint) => {
        const world = await openWorld(meets);
        const killed = world.startExecutor(checkpoint);
        // A replace that was taken is settled before it is published: a venue's word on it may change.
        await runUntilKilled(killed, recordOf(REPLACE, '1'));
        await world.replace();
        expect(world.replacements()).toHaveLength(1);
        expect(world.told()).toMatchObject([
          { execType: 'ACCEPTED', ordStatus: 'PENDING_REPLACE', brokerOrderId: 'memory-order-2' },
        ]);
      },
    );

    it('before anything was sent makes one replacement where that is safe, and none elsewhere', async () => {
      const world = await openWorld(meets);
      await runUntilKilled(world.startExecutor('claimed'), recordOf(REPLACE, '1'));
      await world.replace();
      const isSafe = meets === 'refused-for-ever';
      expect(world.replacements()).toHaveLength(isSafe ? 1 : 0);
      expect(world.told()).toMatchObject([{ execType: isSafe ? 'ACCEPTED' : 'HELD' }]);
    });
  },
);

describe('a cancel of an order that was replaced', () => {
  it('cancels what it was replaced by', async () => {
    const world = await openWorld();
    await world.replace();
    await world.replace(cancelOf(ID), '2');
    expect(world.broker.ledger.at(-1)).toMatchObject({
      kind: 'canceled',
      clientOrderId: REPLACE.clientOrderId,
    });
    expect(world.told()[1]).toMatchObject({
      execType: 'ACCEPTED',
      ordStatus: 'PENDING_CANCEL',
      brokerOrderId: 'memory-order-2',
    });
  });

  it('is rejected with the state of the order that lives, when that filled on the way', async () => {
    const world = await openWorld();
    await world.replace();
    const { cancel } = world.broker;
    vi.spyOn(world.broker, 'cancel').mockImplementation((id) => {
      world.broker.fill(id, decimal('99'));
      return cancel.call(world.broker, id);
    });
    await world.replace(cancelOf(ID), '2');
    expect(world.told().slice(1)).toMatchObject([
      {
        execType: 'CANCEL_REJECTED',
        ordStatus: 'FILLED',
        brokerOrderId: 'memory-order-2',
        cumQty: '12',
      },
      { execType: 'REJECTED', ordStatus: 'REJECTED' },
    ]);
  });

  it('is not told twice in two ways, when the order fills after the venue took the cancel', async () => {
    const world = await openWorld();
    const taken = { kind: 'requested', evidence: evidence(world.clock.epochMs()) } as const;
    vi.spyOn(world.broker, 'cancel').mockImplementation(async () => taken);
    await runUntilKilled(world.startExecutor('answered'), recordOf(cancelOf(ID), '1'));
    world.broker.fill('memory-order-1', decimal('98'));
    await world.replace(cancelOf(ID));
    expect(world.told()).toMatchObject([
      { execType: 'CANCEL_REJECTED', ordStatus: 'FILLED' },
      { execType: 'REJECTED' },
    ]);
    const settled = await openWorld();
    vi.spyOn(settled.broker, 'cancel').mockImplementation(async () => taken);
    const record = recordOf(cancelOf(ID), '1');
    await runUntilKilled(settled.startExecutor('settled-before-publish'), record);
    settled.broker.fill('memory-order-1', decimal('98'));
    await settled.replace(cancelOf(ID));
    expect(settled.told()).toMatchObject([{ execType: 'ACCEPTED' }]);
  });
});

function evidence(atMs: number) {
  return { atMs, action: 'cancel', result: 'http 204' } as const;
}
