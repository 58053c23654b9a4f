import { RESOLUTIONS, type Resolution } from '@orderonce/contracts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createHeldWorld, Died } from '../testing/held-world.ts';

type World = ReturnType<typeof createHeldWorld>;

/** The most steps that one delivery or one resolution takes. */
const MOST_STEPS = 60;
const diesAt = fc.oneof(
  fc.constant(Number.POSITIVE_INFINITY),
  fc.integer({ min: 0, max: MOST_STEPS }),
);
const event = fc.oneof(
  { weight: 1, arbitrary: fc.record({ do: fc.constant('deliver' as const), diesAt }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('decide' as const),
      decision: fc.constantFrom(...RESOLUTIONS),
      diesAt,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('hand-over-again' as const), diesAt }) },
  { weight: 1, arbitrary: fc.constant({ do: 'lose-store' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('next-send-meets' as const),
      fault: fc.constantFrom(
        { kind: 'answer-lost' } as const,
        { kind: 'request-lost' } as const,
        { kind: 'hidden', lookUps: 1 } as const,
      ),
    }),
  },
);
type Event = typeof event extends fc.Arbitrary<infer Value> ? Value : never;

async function live(world: World, events: readonly Event[]): Promise<void> {
  let latest: Resolution | undefined;
  let changes = 0;
  for (const happens of events) {
    switch (happens.do) {
      case 'next-send-meets':
        world.broker.script(happens.fault);
        continue;
      case 'lose-store':
        await world.loseStore();
        continue;
      case 'deliver': {
        const process = world.startProcess(happens.diesAt);
        await unlessItDies(() => world.deliver(process));
        break;
      }
      case 'decide':
        changes += 1;
        latest = world.decide(happens.decision, { changeId: `change-${changes}` });
        await unlessItDies(() =>
          world.resolve(latest as Resolution, world.startProcess(happens.diesAt)),
        );
        break;
      case 'hand-over-again':
        if (latest === undefined) continue;
        await unlessItDies(() =>
          world.resolve(latest as Resolution, world.startProcess(happens.diesAt)),
        );
    }
    world.pass(100);
  }
  await world.deliver();
  world.pass(100);
  await world.resolve(world.decide('abandon', { changeId: 'change-last' }));
}

async function unlessItDies(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Died)) throw error;
  }
}

function differentVerdicts(world: World): string[] {
  const verdicts = world.outcomes().filter(({ outcomeId }) => outcomeId.endsWith('/verdict'));
  const events = verdicts.map(({ evidence: _e, transactTimeMs: _t, ...rest }) =>
    JSON.stringify(rest),
  );
  return [...new Set(events)];
}

test.each(['refused-for-ever', 'accepted'] as const)(
  'whatever people decide and whatever crashes, an order is made at most once and has one verdict, where a repeated id is %s',
  async (repeats) => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 10 }), async (events) => {
        const world = createHeldWorld(repeats);
        await world.hold();
        await live(world, events);
        expect(world.acceptances().length).toBeLessThanOrEqual(1);
        expect(differentVerdicts(world)).toHaveLength(1);
        expect(world.holds.size).toBe(0);
      }),
      { numRuns: 200 },
    );
  },
);
