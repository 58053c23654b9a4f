import type { Broker } from '@orderonce/brokers';
import type { Claim, ClaimStep } from '@orderonce/idempotency';
import { describe, expect, it } from 'vitest';
import { Attempt } from './attempt.ts';
import type { Intake } from './intake/intake.ts';
import { noExecutorMetrics } from './metrics-port.ts';
import type { ExecutorPorts } from './ports.ts';
import { lane } from './testing/executor-under-test.ts';

const DEADLINE_MS = 1000;

/** An attempt whose claim may be sent under until `DEADLINE_MS`, on a clock that moves when somebody sleeps. */
function attempted() {
  const stop = new AbortController();
  const world = {
    stop,
    nowMs: 0,
    /** What renewing answers, in turn; then `done`. */
    renewals: [] as ClaimStep['kind'][],
    renewed: 0,
    /** How often a reading of the control topic must be waited for. */
    stale: 0,
    isLimited: false,
    turns: 0,
  };
  const claim = { accountId: 'ACC-1', sendDeadlineMonotonicMs: DEADLINE_MS } as Claim;
  const ports = {
    metrics: noExecutorMetrics,
    clock: {
      monotonicMs: () => world.nowMs,
      sleep: async (durationMs: number) => {
        world.nowMs += durationMs;
      },
    },
    control: {
      whenFresh: () => {
        world.stale -= 1;
        return world.stale < 0 ? undefined : Promise.resolve();
      },
    },
    pacer: {
      isLimited: () => world.isLimited,
      take: async () => {
        world.turns += 1;
      },
    },
    claims: {
      renew: async (): Promise<ClaimStep> => {
        world.renewed += 1;
        const kind = world.renewals.shift() ?? 'done';
        if (kind === 'lost') return { kind };
        if (kind === 'unavailable') return { kind, text: 'away' };
        const sendDeadlineMonotonicMs = world.nowMs + DEADLINE_MS;
        return { kind, claim: { ...claim, sendDeadlineMonotonicMs } };
      },
    },
  } as object as ExecutorPorts;
  const intake = { ports, lane: lane(stop.signal) } as Intake;
  return Object.assign(world, { attempt: new Attempt(intake, {} as Broker, claim) });
}

describe('permission to call the venue', () => {
  it('is there at once while the lease holds and the control topic is read', () => {
    const { attempt } = attempted();
    expect(attempt.permission('order', 0)).toBe('granted');
  });

  it('is given after the lease only once the claim is renewed', async () => {
    const world = attempted();
    world.nowMs = DEADLINE_MS;
    expect(await world.attempt.permission('order', 0)).toBe('granted');
    expect(world.renewed).toBe(1);
    expect(world.attempt.claim.sendDeadlineMonotonicMs).toBe(2 * DEADLINE_MS);
  });

  it('is lost with the record', async () => {
    const world = attempted();
    world.nowMs = DEADLINE_MS;
    world.renewals = ['lost'];
    expect(await world.attempt.permission('order', 0)).toBe('lost');
  });

  it('waits for a store that is away', async () => {
    const world = attempted();
    world.nowMs = DEADLINE_MS;
    world.renewals = ['unavailable', 'unavailable'];
    expect(await world.attempt.permission('look-up', 0)).toBe('granted');
    expect(world.renewed).toBe(3);
  });

  it('waits for the control topic before an order, as often as it must, and before nothing else', async () => {
    const world = attempted();
    world.stale = 3;
    expect(world.attempt.permission('look-up', 0)).toBe('granted');
    const asked = world.attempt.permission('order', 0);
    expect(asked).toBeInstanceOf(Promise);
    expect(await asked).toBe('granted');
    expect(world.stale).toBe(-1);
  });

  it('looks at the lease again after it waited for the control topic', async () => {
    const world = attempted();
    world.stale = 1;
    const asked = world.attempt.permission('order', 0);
    world.nowMs = DEADLINE_MS;
    expect(await asked).toBe('granted');
    expect(world.renewed).toBe(1);
  });

  it('is never given to who is told to stop, before or meanwhile', async () => {
    const world = attempted();
    world.stale = 5;
    const asked = world.attempt.permission('order', 0);
    world.stop.abort();
    expect(await asked).toBe('abandoned');
    expect(await world.attempt.permission('look-up', 0)).toBe('abandoned');
  });

  it('waits for its turn where the venue limits requests', async () => {
    const world = attempted();
    world.isLimited = true;
    expect(await world.attempt.permission('order', 0)).toBe('granted');
    expect(world.turns).toBe(1);
  });

  it('waits as long as it is told to', async () => {
    const world = attempted();
    expect(await world.attempt.permission('look-up', 250)).toBe('granted');
    expect(world.nowMs).toBe(250);
  });
});
