import { decimal, holdKey, type Intent, RESOLUTIONS, type Resolution } from '@orderonce/contracts';
import { closeAll, intent, replaceOf } from '@orderonce/decisions/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHeldWorld, Died } from './testing/held-world.ts';

/**
 * Replaces and closes through crashes at any step, lost answers, a store that forgets, a market that moves meanwhile
 * and people's decisions.
 */

type World = ReturnType<typeof createHeldWorld>;

const FIRST = intent({ orderType: 'LIMIT', limitPrice: '98' });
const FIRST_AT_VENUE = 'memory-order-1';
const MOVE = { clientOrderId: 'MOM-1RV4K2-000031-e4f8b2c1' };
const MOVE_UUID = 'e4f8b2c1-58cc-4372-a567-0e02b2c3d479';

const diesAt = fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 0, max: 24 }));
const event = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('deliver' as const), diesAt }) },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('next-send-meets' as const),
      fault: fc.constantFrom(
        { kind: 'answer-lost' } as const,
        { kind: 'request-lost' } as const,
        { kind: 'not-sent' } as const,
        { kind: 'hidden', lookUps: 2 } as const,
      ),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'market-moves' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'lose-store' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('decide' as const),
      decision: fc.constantFrom(...RESOLUTIONS),
      diesAt,
    }),
  },
);
/** What chance alone seldom brings together: a crash about when a send is lost, and then the market moves. */
const crashInSend = fc
  .record({ diesAt: fc.integer({ min: 8, max: 20 }), isForgotten: fc.boolean() })
  .map(({ diesAt: step, isForgotten }): Event[] => [
    { do: 'next-send-meets', fault: { kind: 'request-lost' } },
    { do: 'deliver', diesAt: step },
    ...(isForgotten ? [{ do: 'lose-store' } as const] : []),
    { do: 'market-moves' },
  ]);
const story = fc
  .tuple(fc.option(crashInSend, { nil: [] }), fc.array(event, { maxLength: 8 }))
  .map(([begin, rest]) => [...begin, ...rest]);
type Event = typeof event extends fc.Arbitrary<infer Value> ? Value : never;

interface Case {
  readonly message: Intent;
  readonly prepare: (world: World) => Promise<void>;
  /** The order to replace fills; the position to close grows. */
  readonly move: (world: World) => Promise<void>;
}

const REPLACE: Case = {
  message: replaceOf(FIRST.clientOrderId),
  prepare: (world) => world.deliver(undefined, FIRST),
  async move({ broker }) {
    const target = await broker.findByBrokerOrderId(FIRST_AT_VENUE);
    if (target.kind === 'found' && target.order.ordStatus === 'NEW')
      broker.fill(FIRST_AT_VENUE, decimal('98'));
  },
};

const CLOSE: Case = {
  message: closeAll(),
  async prepare(world) {
    await world.deliver(undefined, FIRST);
    world.broker.fill(FIRST_AT_VENUE, decimal('98'));
  },
  async move(world) {
    const order = { ...MOVE, orderUuid: MOVE_UUID, quantity: '5' };
    await world.deliver(undefined, intent(order));
    const bought = await world.broker.findByClientOrderId(intent(order).clientOrderId);
    if (bought.kind === 'found' && bought.order.ordStatus === 'NEW')
      world.broker.fill(bought.order.brokerOrderId, decimal('98'));
  },
};

async function live(world: World, { message, move }: Case, events: readonly Event[]) {
  const { clientOrderId } = message;
  let changes = 0;
  for (const happens of events) {
    switch (happens.do) {
      case 'next-send-meets':
        world.broker.script(happens.fault);
        break;
      case 'lose-store':
        await world.loseStore();
        break;
      case 'market-moves':
        await move(world);
        break;
      case 'deliver':
        await unlessItDies(() => world.deliver(world.startProcess(happens.diesAt), message));
        break;
      case 'decide': {
        changes += 1;
        const changeId = `change-${changes}`;
        const decided: Resolution = world.decide(happens.decision, { clientOrderId, changeId });
        await unlessItDies(() => world.resolve(decided, world.startProcess(happens.diesAt)));
      }
    }
    world.pass(100);
  }
  await world.deliver(undefined, message);
  world.pass(100);
  await world.resolve(world.decide('abandon', { clientOrderId, changeId: 'change-last' }));
}

async function unlessItDies(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Died)) throw error;
  }
}

function differentVerdicts(world: World, { clientOrderId }: Intent): string[] {
  const verdicts = world
    .outcomes()
    .filter(({ outcomeId }) => outcomeId === `${clientOrderId}/verdict`);
  const events = verdicts.map(({ evidence: _e, transactTimeMs: _t, ...rest }) =>
    JSON.stringify(rest),
  );
  return [...new Set(events)];
}

function differentBodies(world: World, message: Intent): number {
  const ours = world.sent().filter(({ clientOrderId }) => clientOrderId === message.clientOrderId);
  return new Set(ours.map(({ order }) => JSON.stringify(order))).size;
}

test.each([
  ['replacement', 'refused-for-ever', REPLACE],
  ['replacement', 'accepted', REPLACE],
  ['closing order', 'refused-for-ever', CLOSE],
  ['closing order', 'accepted', CLOSE],
] as const)(
  'whatever fails, there is at most one %s of one body, and one verdict, where a repeated id is %s',
  async (_name, repeats, changing) => {
    const { message } = changing;
    await fc.assert(
      fc.asyncProperty(story, async (events) => {
        const world = createHeldWorld(repeats);
        await changing.prepare(world);
        await live(world, changing, events);
        const made = world
          .acceptances()
          .filter(({ clientOrderId }) => clientOrderId === message.clientOrderId);
        expect(made.length).toBeLessThanOrEqual(1);
        expect(differentVerdicts(world, message)).toHaveLength(1);
        expect(differentBodies(world, message)).toBeLessThanOrEqual(1);
        expect(world.holds.has(holdKey(message.accountId, message.clientOrderId))).toBe(false);
      }),
      { numRuns: 200 },
    );
  },
);
