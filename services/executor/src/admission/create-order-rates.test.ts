import type { Limits } from '@orderonce/contracts';
import { cancelOf, closeAll, intent, saidLimits } from '@orderonce/decisions/testing';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { createOrderRates } from './create-order-rates.ts';
import { RATE_SCRIPT } from './rate-script.ts';

/** An executor with a Redis that answers as it is told. */
function counting({ share = 1 } = {}) {
  const calls: (readonly (string | number)[])[] = [];
  const notes: string[] = [];
  const redis: { answer: (key: string) => unknown; isAway: boolean } = {
    answer: () => 0,
    isAway: false,
  };
  let nowMs = 0;
  const rates = createOrderRates({
    runScript: async (script, keys, args) => {
      expect(script).toBe(RATE_SCRIPT);
      calls.push([...keys, ...args]);
      if (redis.isAway) throw new Error('Connection is closed.');
      return redis.answer(keys[0] ?? '');
    },
    share: () => share,
    monotonicMs: () => nowMs,
    noteRedis: (state) => notes.push(state),
  });
  return {
    rates,
    redis,
    calls,
    notes,
    pass: (ms: number) => {
      nowMs += ms;
    },
    count: (...limits: readonly Limits[]) => rates.count(intent(), limits),
    /** How many of so many orders are let go. */
    async letGo(orders: number, ...limits: readonly Limits[]) {
      let went = 0;
      for (let n = 0; n < orders; n++)
        if ((await rates.count(intent(), limits)) === null) went += 1;
      return went;
    },
  };
}

const perSecond = (most: number, scope?: Parameters<typeof saidLimits>[1]) =>
  saidLimits({ maxOrdersPerSecond: most }, scope);

describe('what is counted', () => {
  it('is nothing where no scope limits the rate, and costs no call', () => {
    const { count, calls } = counting();
    expect(count()).toBeUndefined();
    expect(count(saidLimits({ maxQuantity: '1' }))).toBeUndefined();
    expect(calls).toEqual([]);
  });

  it('is never a cancel, but is a close', async () => {
    const { rates, redis } = counting();
    redis.answer = () => 1;
    const limits = [perSecond(1)];
    expect(rates.count(cancelOf(intent().clientOrderId), limits)).toBeUndefined();
    expect((await rates.count(closeAll(), limits))?.code).toBe('LIMIT_EXCEEDED');
  });

  it('is every scope that limits its rate, those of the account in one step', async () => {
    const { count, calls } = counting();
    const limits = [perSecond(100), perSecond(50, 'strategy'), perSecond(20, 'account-strategy')];
    expect(await count(...limits)).toBeNull();
    expect(calls).toEqual([
      ['once:{strategy/MOM}:rate:strategy/MOM', 50],
      ['once:{ACC-1}:rate:account/ACC-1', 'once:{ACC-1}:rate:account/ACC-1/strategy/MOM', 100, 20],
    ]);
  });

  it('names the scope that has none left, and takes nothing from the account for it', async () => {
    const { count, calls, redis } = counting();
    const limits = [perSecond(100), perSecond(50, 'strategy'), perSecond(20, 'account-strategy')];
    redis.answer = (key) => (key.startsWith('once:{ACC-1}') ? 2 : 0);
    expect(await count(...limits)).toEqual({
      code: 'LIMIT_EXCEEDED',
      text: 'maxOrdersPerSecond of account/ACC-1/strategy/MOM is 20, and this order would be one more',
    });
    calls.length = 0;
    redis.answer = () => 1;
    expect((await count(...limits))?.text).toBe(
      'maxOrdersPerSecond of strategy/MOM is 50, and this order would be one more',
    );
    expect(calls).toHaveLength(1);
  });
});

describe('while Redis is away', () => {
  it("keeps to this executor's share of the limit", async () => {
    const { redis, letGo, count, pass } = counting({ share: 0.25 });
    redis.isAway = true;
    expect(await letGo(10, perSecond(10))).toBe(2);
    expect(await count(perSecond(10))).toEqual({
      code: 'LIMIT_EXCEEDED',
      text:
        'maxOrdersPerSecond of account/ACC-1 is 10, of which this executor has 2.5 while Redis is away, ' +
        'and this order would be one more',
    });
    pass(199);
    expect(await letGo(1, perSecond(10))).toBe(0);
    pass(1);
    expect(await letGo(2, perSecond(10))).toBe(1);
  });

  it('lets one order go also where the share of a small limit is less than one', async () => {
    const { redis, letGo, pass } = counting({ share: 0.1 });
    redis.isAway = true;
    expect(await letGo(3, perSecond(1))).toBe(1);
    pass(9_999);
    expect(await letGo(3, perSecond(1))).toBe(0);
    pass(1);
    expect(await letGo(3, perSecond(1))).toBe(1);
  });

  it('begins with what is left of the orders that Redis counted', async () => {
    const { redis, letGo } = counting();
    expect(await letGo(7, perSecond(10))).toBe(7);
    redis.isAway = true;
    expect(await letGo(10, perSecond(10))).toBe(3);
  });

  it('takes from no scope when another has none left', async () => {
    const { redis, letGo } = counting();
    redis.isAway = true;
    expect(await letGo(5, perSecond(10), perSecond(2, 'strategy'))).toBe(2);
    expect(await letGo(20, perSecond(10))).toBe(8);
  });

  it('asks it again after a second, and tells once that it went and once that it is back', async () => {
    const { redis, letGo, calls, notes, pass } = counting();
    redis.isAway = true;
    await letGo(3, perSecond(100));
    pass(999);
    await letGo(3, perSecond(100));
    expect(calls).toHaveLength(1);
    pass(1);
    await letGo(3, perSecond(100));
    expect(calls).toHaveLength(2);
    redis.isAway = false;
    pass(1000);
    await letGo(3, perSecond(100));
    expect(calls).toHaveLength(5);
    expect(notes).toEqual(['away', 'back']);
  });

  it('asks it again for one order at a time, and lets no other wait for the answer', async () => {
    const { redis, count, calls, pass } = counting();
    redis.isAway = true;
    await count(perSecond(100));
    pass(1000);
    redis.isAway = false;
    const { promise, resolve } = Promise.withResolvers<number>();
    redis.answer = () => promise;
    const asking = count(perSecond(100));
    expect(await count(perSecond(100))).toBeNull();
    expect(calls).toHaveLength(2);
    resolve(0);
    expect(await asking).toBeNull();
  });

  it('is also what an answer in no known form means', async () => {
    for (const answer of ['OK', null, undefined, '0', []]) {
      const { redis, letGo, notes } = counting();
      redis.answer = () => answer;
      expect(await letGo(3, perSecond(2))).toBe(2);
      expect(notes).toEqual(['away']);
    }
  });
});

test('alone, no stretch of time sees more than what is there and what comes back in it', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 50 }),
      fc.constantFrom(0.1, 0.25, 0.5, 1),
      fc.array(fc.integer({ min: 0, max: 700 }), { minLength: 1, maxLength: 60 }),
      async (most, share, pausesMs) => {
        const { redis, letGo, pass } = counting({ share });
        redis.isAway = true;
        const wentAtMs: number[] = [];
        let nowMs = 0;
        for (const ms of pausesMs) {
          pass(ms);
          nowMs += ms;
          for (let went = await letGo(5, perSecond(most)); went > 0; went--) wentAtMs.push(nowMs);
        }
        const ownPerSecond = most * share;
        const tooMany = wentAtMs.flatMap((fromMs, first) =>
          wentAtMs.slice(first).filter((toMs, later) => {
            const cameBack = ((toMs - fromMs) * ownPerSecond) / 1000;
            return later + 1 > Math.max(1, ownPerSecond) + cameBack + 1e-6;
          }),
        );
        expect(tooMany).toEqual([]);
      },
    ),
    { numRuns: 50 },
  );
});
