import { describe, expect, it } from 'vitest';
import type { Clock } from './ports.ts';
import { awaitAsOwner, sleepAsOwner } from './wait-as-owner.ts';

const LEASE_MS = 1000;
const going = new AbortController().signal;

/** A clock that moves when somebody sleeps, and an owner whose lease runs on it. */
function ownerOnClock(answer: 'done' | 'lost' | 'unavailable' = 'done') {
  let nowMs = 0;
  const renewedAtMs: number[] = [];
  const clock: Clock = {
    epochMs: () => nowMs,
    monotonicMs: () => nowMs,
    async sleep(durationMs) {
      nowMs += durationMs;
    },
  };
  const owner = {
    claim: { sendDeadlineMonotonicMs: LEASE_MS },
    async renew() {
      renewedAtMs.push(nowMs);
      if (answer === 'done') owner.claim = { sendDeadlineMonotonicMs: nowMs + LEASE_MS };
      return answer;
    },
  };
  return { owner, clock, renewedAtMs, nowMs: () => nowMs };
}

describe('waiting with a claim', () => {
  it('renews the claim each time its send deadline comes', async () => {
    const { owner, clock, renewedAtMs, nowMs } = ownerOnClock();
    await sleepAsOwner(owner, 3500, clock, going);
    expect(renewedAtMs).toEqual([1000, 2000, 3000]);
    expect(nowMs()).toBe(3500);
  });

  it('asks for nothing when the wait is shorter than the lease', async () => {
    const { owner, clock, renewedAtMs } = ownerOnClock();
    await sleepAsOwner(owner, 999, clock, going);
    expect(renewedAtMs).toEqual([]);
  });

  it('ends early when another attempt owns the record', async () => {
    const { owner, clock, nowMs } = ownerOnClock('lost');
    await sleepAsOwner(owner, 60_000, clock, going);
    expect(nowMs()).toBe(1000);
  });

  it('waits on while the store cannot say', async () => {
    const { owner, clock, renewedAtMs, nowMs } = ownerOnClock('unavailable');
    await sleepAsOwner(owner, 2000, clock, going);
    expect(renewedAtMs).toEqual([1000, 1250, 1500, 1750]);
    expect(nowMs()).toBe(2000);
  });

  it('renews the claim while it stands in a queue, and gives the place up when the claim is lost', async () => {
    const { owner, clock } = ownerOnClock('lost');
    let isGivenUp = false;
    const never = (signal: AbortSignal) =>
      new Promise<void>(() => {
        signal.addEventListener('abort', () => {
          isGivenUp = true;
        });
      });
    await awaitAsOwner(owner, never, clock, going);
    expect(isGivenUp).toBe(true);
  });

  it('ends with what it waits for', async () => {
    const { owner, clock, renewedAtMs } = ownerOnClock();
    const turn = Promise.withResolvers<void>();
    const slow: Clock = {
      ...clock,
      async sleep(durationMs, signal) {
        await clock.sleep(durationMs, signal);
        if (renewedAtMs.length === 2) turn.resolve();
        await new Promise((resolve) => setImmediate(resolve));
      },
    };
    await awaitAsOwner(owner, () => turn.promise, slow, going);
    expect(renewedAtMs).toEqual([1000, 2000]);
  });
});
