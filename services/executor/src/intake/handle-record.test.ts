import { REPEATED_CLIENT_ORDER_ID } from '@orderonce/brokers';
import { cancelOf, intent } from '@orderonce/decisions/testing';
import { describe, expect, it } from 'vitest';
import { Abandoned } from '../abandoned.ts';
import { CHECKPOINTS } from '../ports.ts';
import {
  createWorld,
  LEASE_MS,
  lane,
  recordOf,
  run,
  runUntilKilled,
} from '../testing/executor-under-test.ts';

const ID = intent().clientOrderId;
/** Whatever else a venue may do with a repeated id. */
const ELSEWHERE = REPEATED_CLIENT_ORDER_ID.filter((meets) => meets !== 'refused-for-ever');

describe('an executor', () => {
  it('makes one order of one intent and says so', async () => {
    const world = createWorld();
    await run(world.startExecutor(), recordOf(intent()));
    expect(world.posts()).toHaveLength(1);
    expect(world.outcomes()).toMatchObject([
      {
        outcomeId: `${ID}/verdict`,
        execType: 'ACCEPTED',
        ordStatus: 'NEW',
        source: 'broker',
        brokerOrderId: expect.any(String),
        order: { symbol: 'AAPL', side: 'BUY', quantity: '10', orderType: 'MARKET' },
        cumQty: '0',
        leavesQty: '10',
        intent: { topic: 'orders.intents', offset: '0' },
      },
    ]);
  });

  it('answers another copy from the record, without a call to the venue', async () => {
    const world = createWorld();
    const executor = world.startExecutor();
    await run(executor, recordOf(intent(), '0'));
    await run(executor, recordOf(intent(), '7'));
    expect(world.posts()).toHaveLength(1);
    expect(world.outcomes()[1]).toMatchObject({
      outcomeId: `${ID}/duplicate/${recordOf(intent()).partition}-7`,
      execType: 'DUPLICATE',
      duplicateOf: ID,
      ordStatus: 'NEW',
    });
  });

  it('gives the same record delivered again the same event again', async () => {
    const world = createWorld();
    await run(world.startExecutor(), recordOf(intent()));
    await run(world.startExecutor(), recordOf(intent()));
    const [first, second] = world.outcomes();
    expect({ ...second, evidence: first?.evidence }).toEqual(first);
    expect(world.posts()).toHaveLength(1);
  });

  it('refuses another order under a used id, and names the fields that differ', async () => {
    const world = createWorld();
    const executor = world.startExecutor();
    await run(executor, recordOf(intent()));
    await run(executor, recordOf(intent({ quantity: '11', side: 'SELL' }), '1'));
    expect(world.acceptances()).toHaveLength(1);
    expect(world.outcomes()[1]).toMatchObject({
      execType: 'REFUSED',
      ordStatus: 'UNKNOWN',
      reason: {
        code: 'CLIENT_ORDER_ID_REUSED',
        text: 'this client order id was used before with another quantity, side',
      },
    });
  });

  it('finds the order whose acceptance was lost, and sends it no second time that counts', async () => {
    const world = createWorld();
    world.broker.script({ kind: 'answer-lost' });
    await run(world.startExecutor(), recordOf(intent()));
    expect(world.acceptances()).toHaveLength(1);
    expect(world.outcomes()).toMatchObject([
      { execType: 'ACCEPTED', evidence: [{}, { result: 'duplicate' }, { action: 'look-up' }] },
    ]);
  });

  it('says the venue\'s "no" in the venue\'s words', async () => {
    const world = createWorld();
    world.broker.script({ kind: 'refused', code: '40310000', text: 'insufficient buying power' });
    await run(world.startExecutor(), recordOf(intent()));
    expect(world.outcomes()).toMatchObject([
      {
        execType: 'REJECTED',
        source: 'broker',
        reason: { code: 'VENUE_REJECTED', text: '40310000: insufficient buying power' },
      },
    ]);
  });

  it.each([
    ['an account without a venue', intent({ accountId: 'ACC-9' }), 'UNKNOWN_ACCOUNT'],
    ['an expired intent', intent({ expiresAtMs: 1_760_000_000_001 }), 'EXPIRED_BEFORE_SEND'],
  ])('denies %s before anything is sent', async (_name, message, code) => {
    const world = createWorld();
    world.clock.advance(10);
    await run(world.startExecutor(), recordOf(message));
    expect(world.posts()).toEqual([]);
    expect(world.outcomes()).toMatchObject([
      { execType: 'DENIED', source: 'executor', reason: { code } },
    ]);
  });
});

describe('what cannot be taken', () => {
  it('goes to the dead letters as received, and its sender is told', async () => {
    const world = createWorld();
    const bad = recordOf(intent(), '3', {
      value: Buffer.from(JSON.stringify({ ...intent(), limitPrice: '5', accountId: 'A|B' })),
    });
    await run(world.startExecutor(), bad);
    expect(world.deadLetters()).toMatchObject([{ value: bad.value, key: bad.key }]);
    expect(world.outcomes()).toMatchObject([
      {
        clientOrderId: ID,
        execType: 'REFUSED',
        reason: { code: 'INVALID_INTENT', text: expect.stringContaining('limitPrice: ') },
      },
    ]);
    expect(world.posts()).toEqual([]);
  });

  it('gets no outcome when not even its id can be read', async () => {
    const world = createWorld();
    await run(world.startExecutor(), recordOf(intent(), '0', { value: Buffer.from('{') }));
    expect(world.deadLetters()).toHaveLength(1);
    expect(world.outcomes()).toEqual([]);
  });

  it('includes a good intent in a partition where its key does not belong', async () => {
    const world = createWorld();
    const right = recordOf(intent());
    const wrong = { ...right, partition: (right.partition + 1) % 12 };
    await run(world.startExecutor(), wrong);
    expect(world.posts()).toEqual([]);
    expect(world.outcomes()).toMatchObject([
      { execType: 'REFUSED', reason: { code: 'WRONG_PARTITION' } },
    ]);
  });

  it('includes a good intent under another key than its own', async () => {
    const world = createWorld();
    await run(world.startExecutor(), recordOf(intent(), '0', { key: Buffer.from('ACC-1:MSFT') }));
    expect(world.posts()).toEqual([]);
    expect(world.deadLetters()).toHaveLength(1);
  });
});

describe.each(REPEATED_CLIENT_ORDER_ID)(
  'a crash, on a venue where a repeated id is %s',
  (repeatedClientOrderId) => {
    const alwaysPassed = CHECKPOINTS.filter((name) => name !== 'settled-before-publish');
    const announced = repeatedClientOrderId !== 'refused-for-ever';

    it.each(alwaysPassed)('at "%s" leads to one order and one verdict or hold', async (killAt) => {
      const world = createWorld({ capabilities: { repeatedClientOrderId } });
      await runUntilKilled(world.startExecutor(killAt), recordOf(intent()));
      await run(world.startExecutor(), recordOf(intent()));

      // Where a second send would be a second order, what was only claimed may have been sent: it is held.
      const isHeld = announced && killAt === 'claimed';
      expect(world.acceptances()).toHaveLength(isHeld ? 0 : 1);
      const last = world.outcomes().at(-1);
      expect(last?.execType).toBe(isHeld ? 'HELD' : 'ACCEPTED');
      const verdicts = world.outcomes().filter((outcome) => outcome.execType !== 'ATTEMPTED');
      const events = verdicts.map(({ evidence: _e, transactTimeMs: _t, ...event }) => event);
      expect(new Set(events.map((event) => JSON.stringify(event))).size).toBe(1);
    });

    it('of the owner is waited for until its lease ends', async () => {
      const world = createWorld({ capabilities: { repeatedClientOrderId } });
      const beganMs = world.clock.epochMs();
      await runUntilKilled(world.startExecutor('answered'), recordOf(intent()));
      await run(world.startExecutor(), recordOf(intent()));
      expect(world.clock.epochMs() - beganMs).toBeGreaterThanOrEqual(LEASE_MS);
    });
  },
);

it('never lets a "no" turn into a "yes" over a crash', async () => {
  const world = createWorld();
  world.broker.script({ kind: 'refused', code: '40310000', text: 'insufficient buying power' });
  await runUntilKilled(world.startExecutor('settled-before-publish'), recordOf(intent()));
  expect(world.outcomes()).toEqual([]);
  await run(world.startExecutor(), recordOf(intent()));
  expect(world.outcomes()).toMatchObject([{ execType: 'REJECTED' }]);
  expect(world.acceptances()).toEqual([]);
});

it.each(ELSEWHERE)(
  'announces the only send before it happens where a repeated id is: %s',
  async (repeatedClientOrderId) => {
    const world = createWorld({ capabilities: { repeatedClientOrderId } });
    await run(world.startExecutor(), recordOf(intent()));
    expect(world.outcomes().map((outcome) => outcome.execType)).toEqual(['ATTEMPTED', 'ACCEPTED']);
  },
);

describe('a cancel', () => {
  it('asks the venue to cancel the order that it names', async () => {
    const world = createWorld({ priceOf: null });
    const executor = world.startExecutor();
    await run(executor, recordOf(intent(), '0'));
    await run(executor, recordOf(cancelOf(ID), '1'));
    expect(world.broker.ledger.at(-1)).toMatchObject({ kind: 'canceled', clientOrderId: ID });
    expect(world.outcomes()[1]).toMatchObject({
      execType: 'ACCEPTED',
      ordStatus: 'PENDING_CANCEL',
      origClientOrderId: ID,
    });
  });

  it('is rejected when the order is filled, with the state that proves it', async () => {
    const world = createWorld();
    const executor = world.startExecutor();
    await run(executor, recordOf(intent(), '0'));
    await run(executor, recordOf(cancelOf(ID), '1'));
    const reason = { text: 'FILLED: the order is FILLED and cannot be cancelled' };
    expect(world.outcomes().slice(1)).toMatchObject([
      { execType: 'CANCEL_REJECTED', ordStatus: 'FILLED', origClientOrderId: ID, reason },
      { execType: 'REJECTED', ordStatus: 'REJECTED', origClientOrderId: ID, reason },
    ]);
  });

  it('of an order that nobody knows is denied after the visibility window', async () => {
    const world = createWorld();
    await run(world.startExecutor(), recordOf(cancelOf(ID)));
    expect(world.outcomes()).toMatchObject([
      { execType: 'DENIED', reason: { code: 'UNKNOWN_ORDER' } },
    ]);
  });

  it('survives a crash after the question', async () => {
    const world = createWorld({ priceOf: null });
    await run(world.startExecutor(), recordOf(intent(), '0'));
    await runUntilKilled(world.startExecutor('answered'), recordOf(cancelOf(ID), '1'));
    await run(world.startExecutor(), recordOf(cancelOf(ID), '1'));
    expect(world.outcomes()[1]).toMatchObject({
      execType: 'ACCEPTED',
      ordStatus: 'PENDING_CANCEL',
    });
  });
});

describe('an executor that is told to stop', () => {
  it('leaves an intent in doubt to the next owner, and sends nothing more', async () => {
    const world = createWorld();
    const stop = new AbortController();
    world.broker.script({ kind: 'request-lost' });
    const stopping = lane(stop.signal);
    const handling = world.startExecutor()(recordOf(intent()), {
      ...stopping,
      waitWithoutSlot: (wait) => {
        stop.abort();
        return wait();
      },
    });
    await expect(handling).rejects.toBeInstanceOf(Abandoned);
    expect(world.posts()).toEqual([]);
    await run(world.startExecutor(), recordOf(intent()));
    expect(world.acceptances()).toHaveLength(1);
  });
});

describe('an executor without the store', () => {
  it('does not deny a copy of an order that another executor may have sent', async () => {
    const world = createWorld();
    const expiring = intent({ expiresAtMs: 1_760_000_005_000 });
    const late = world.startExecutor();
    await run(world.startExecutor(), recordOf(expiring));
    world.takeStoreAway();
    world.clock.advance(10_000);
    await run(late, recordOf(expiring, '7'));
    expect(world.posts()).toHaveLength(1);
    expect(world.outcomes().map(({ execType }) => execType)).toEqual(['ACCEPTED', 'ACCEPTED']);
  });

  it('sends an order that it knows nothing of', async () => {
    const world = createWorld();
    const executor = world.startExecutor();
    world.takeStoreAway();
    await run(executor, recordOf(intent()));
    expect(world.outcomes()).toMatchObject([{ execType: 'ACCEPTED' }]);
  });
});

describe('an executor that is stopped while it waits for an answer to a look-up', () => {
  const STOPPED_MS = 20_000;

  /** Every look-up is answered at once, and heard of late. */
  function hearingLate(world: ReturnType<typeof createWorld>) {
    const find = world.broker.findByClientOrderId.bind(world.broker);
    world.broker.findByClientOrderId = async (id) => {
      const answer = await find(id);
      world.clock.advance(STOPPED_MS);
      return answer;
    };
  }

  it('does not take an early "not found" for the absence of the order to cancel', async () => {
    const world = createWorld({ priceOf: null });
    const executor = world.startExecutor();
    world.broker.script({ kind: 'hidden', lookUps: 1 });
    await run(executor, recordOf(intent(), '0'));
    hearingLate(world);
    await run(executor, recordOf(cancelOf(ID), '1'));
    expect(world.outcomes()[1]).toMatchObject({
      execType: 'ACCEPTED',
      ordStatus: 'PENDING_CANCEL',
    });
  });

  it('does not take it for the absence of an order that may have been made', async () => {
    const world = createWorld();
    const refused = { kind: 'refused', code: '40310000', text: 'insufficient' } as const;
    world.broker.script({ kind: 'request-lost' }, refused);
    hearingLate(world);
    await run(world.startExecutor(), recordOf(intent()));
    expect(world.outcomes()).toMatchObject([{ execType: 'REJECTED' }]);
    const lookUps = world.outcomes()[0]?.evidence?.filter(({ action }) => action === 'look-up');
    expect(lookUps).toHaveLength(2);
  });
});

it.each(ELSEWHERE)(
  'waits, and neither sends nor holds, under a claim in memory where a repeated id is: %s',
  async (repeatedClientOrderId) => {
    const world = createWorld({ capabilities: { repeatedClientOrderId } });
    world.takeStoreAway();
    const stop = new AbortController();
    // Far longer than the visibility window, after which what is in doubt would be held.
    const longestMs = world.clock.epochMs() + 120_000;
    const handling = world.startExecutor()(recordOf(intent()), {
      signal: stop.signal,
      waitWithoutSlot: (wait) => {
        if (world.clock.epochMs() > longestMs) stop.abort();
        return wait();
      },
    });
    await expect(handling).rejects.toBeInstanceOf(Abandoned);
    expect(world.posts()).toEqual([]);
    expect(world.outcomes()).toEqual([]);
  },
);
