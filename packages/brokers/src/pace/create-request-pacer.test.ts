import { describe, expect, test } from 'vitest';
import type { RateLimit } from '../capabilities.ts';
import { ACCOUNT, pacedExecutors, type Request } from './testing/paced-executors.ts';

/** A bucket of 10, of which 1 is kept back from look-ups and 3 from orders; one comes back each second. */
const LIMIT: RateLimit = { requests: 50, windowMs: 41_000 };
const times = (count: number, value: number) => Array.from({ length: count }, () => value);
const wentAtMs = (requests: readonly Request[]) => requests.map((request) => request.wentAtMs);

test('an account without a limit waits for nothing and asks nobody', async () => {
  const { pacer, ask, redis, clock } = pacedExecutors(undefined);
  expect(pacer().isLimited(ACCOUNT)).toBe(false);
  const order = ask('order');
  pacer().pause(ACCOUNT, 1_000);
  await clock.pass(0);
  expect(order.wentAtMs).toBe(0);
  expect(redis.asked).toEqual([]);
});

test('a full bucket lets orders go at once, and then one at a time', async () => {
  const { pacer, askMany, clock, departuresMs } = pacedExecutors(LIMIT);
  expect(pacer().isLimited(ACCOUNT)).toBe(true);
  askMany(9, 'order');
  await clock.pass(5_000);
  expect(departuresMs()).toEqual([...times(7, 0), 1_000, 2_000]);
});

test('the key is in the cluster slot of the records of the account', async () => {
  const { ask, clock, redis } = pacedExecutors(LIMIT);
  ask('order');
  await clock.pass(0);
  expect(redis.asked.map(([key]) => key)).toEqual(['once:{paper-1}:pace']);
});

test('one question is under way at a time, for all that wait', async () => {
  const { askMany, clock, redis, departuresMs } = pacedExecutors(LIMIT);
  redis.latencyMs = 20;
  askMany(6, 'order');
  await clock.pass(100);
  expect(redis.asked).toHaveLength(2);
  expect(departuresMs()).toEqual([20, ...times(5, 40)]);
});

describe('who goes first', () => {
  test('is a cancel, then a look-up, then an order', async () => {
    const { ask, askMany, clock } = pacedExecutors(LIMIT);
    askMany(10, 'cancel');
    await clock.pass(0);
    const [order, lookUp, cancel] = [ask('order'), ask('look-up'), ask('cancel')];
    await clock.pass(30_000);
    // One permit for the cancel; the second is the one kept back from look-ups; three are kept from orders.
    expect(wentAtMs([cancel, lookUp, order])).toEqual([1_000, 3_000, 6_000]);
  });

  test('finds permits that were kept back, though others wait', async () => {
    const { ask, askMany, clock } = pacedExecutors(LIMIT);
    askMany(20, 'order');
    await clock.pass(500);
    const [lookUp, cancel] = [ask('look-up'), ask('cancel')];
    await clock.pass(0);
    expect(wentAtMs([lookUp, cancel])).toEqual([500, 500]);
  });

  test('finds them on every executor', async () => {
    const { ask, askMany, clock, departuresMs } = pacedExecutors(LIMIT, 2);
    askMany(20, 'order', 0);
    await clock.pass(500);
    const cancel = ask('cancel', 1);
    const orders = [ask('order', 1), ask('order', 1)];
    await clock.pass(0);
    expect(cancel.wentAtMs).toBe(500);
    expect(wentAtMs(orders)).toEqual([undefined, undefined]);
    expect(departuresMs()).toHaveLength(8);
  });

  test('may have come while the permit of another was under way, and takes it', async () => {
    const { ask, clock, redis } = pacedExecutors(LIMIT);
    redis.latencyMs = 20;
    const order = ask('order');
    await clock.pass(15);
    const cancel = ask('cancel');
    await clock.pass(100);
    expect(wentAtMs([cancel, order])).toEqual([20, 40]);
  });

  test('may have come while the bucket was asked for others, and asks at once', async () => {
    const { ask, askMany, clock, redis } = pacedExecutors(LIMIT);
    askMany(7, 'order');
    await clock.pass(0);
    redis.latencyMs = 20;
    const order = ask('order');
    await clock.pass(15);
    const cancel = ask('cancel');
    await clock.pass(500);
    expect(wentAtMs([cancel, order])).toEqual([40, undefined]);
  });

  test('is never an order with a permit that was kept back from orders', async () => {
    const { ask, askMany, clock, redis } = pacedExecutors(LIMIT);
    askMany(7, 'order');
    await clock.pass(0);
    redis.latencyMs = 20;
    const cancel = ask('cancel');
    const order = ask('order');
    cancel.giveUp();
    await clock.pass(1_900);
    expect(wentAtMs([cancel, order])).toEqual([undefined, undefined]);
  });
});

describe('a request that gives up', () => {
  test('holds no permit', async () => {
    const { ask, askMany, clock, departuresMs } = pacedExecutors(LIMIT);
    askMany(7, 'order');
    await clock.pass(0);
    const givenUp = ask('order');
    await clock.pass(200);
    givenUp.giveUp();
    await clock.pass(2_800);
    const later = askMany(4, 'order');
    await clock.pass(1_000);
    expect(wentAtMs(later)).toEqual([3_000, 3_000, 3_000, 4_000]);
    expect(departuresMs()).toHaveLength(11);
  });

  test('while its permit is under way leaves it to the next', async () => {
    const { ask, clock, redis } = pacedExecutors(LIMIT);
    redis.latencyMs = 20;
    const first = ask('order');
    await clock.pass(5);
    const second = ask('order');
    first.giveUp();
    await clock.pass(100);
    expect(wentAtMs([first, second])).toEqual([undefined, 20]);
  });

  test('before it waits asks nobody', async () => {
    const { pacer, redis } = pacedExecutors(LIMIT);
    await pacer().take(ACCOUNT, 'order', AbortSignal.abort());
    expect(redis.asked).toEqual([]);
  });
});

describe('after a 429', () => {
  test('nobody asks the venue for so long, on any executor, and then the bucket is empty', async () => {
    const { pacer, ask, askMany, clock, departuresMs } = pacedExecutors(LIMIT, 2);
    pacer(0).pause(ACCOUNT, 4_000);
    await clock.pass(0);
    askMany(2, 'cancel', 0);
    ask('cancel', 1);
    await clock.pass(10_000);
    expect(departuresMs()).toEqual([5_000, 6_000, 7_000]);
  });

  test('this executor stops at once, whatever Redis granted before', async () => {
    const { pacer, askMany, clock, redis, departuresMs } = pacedExecutors(LIMIT);
    redis.latencyMs = 20;
    askMany(3, 'order');
    await clock.pass(15);
    pacer().pause(ACCOUNT, 4_000);
    await clock.pass(4_000);
    expect(departuresMs()).toEqual([]);
    await clock.pass(20_000);
    expect(departuresMs()).toHaveLength(3);
  });

  test('a pause is lengthened and never shortened, and is a minute at most', async () => {
    const { pacer, ask, clock } = pacedExecutors(LIMIT, 2);
    pacer(0).pause(ACCOUNT, 4_000);
    pacer(1).pause(ACCOUNT, 6_000);
    await clock.pass(0);
    pacer(0).pause(ACCOUNT, 1_000);
    pacer(1).pause(ACCOUNT, 0);
    const cancels = [ask('cancel', 0), ask('cancel', 1)];
    await clock.pass(9_000);
    expect(wentAtMs(cancels)).toEqual([7_000, 8_000]);
    pacer(0).pause(ACCOUNT, 3_600_000);
    const last = ask('cancel');
    await clock.pass(100_000);
    expect(last.wentAtMs).toBe(9_000 + 60_000 + 1_000);
  });

  test('the others hear of it also when Redis was away at first', async () => {
    const { pacer, ask, clock, redis } = pacedExecutors(LIMIT, 2);
    redis.trouble = 'away';
    pacer(0).pause(ACCOUNT, 4_000);
    await clock.pass(1_100);
    redis.trouble = 'none';
    await clock.pass(500);
    const cancel = ask('cancel', 1);
    await clock.pass(10_000);
    expect(cancel.wentAtMs).toBe(5_000);
  });
});

describe('while Redis does not answer', () => {
  test.each(['away', 'answers-lost', 'answers-nonsense'] as const)(
    '(%s) each executor goes on alone at its share, one at a time',
    async (trouble) => {
      const { askMany, clock, redis, shares } = pacedExecutors(LIMIT, 2);
      redis.trouble = trouble;
      shares[0] = 0.25;
      shares[1] = 0.75;
      const few = askMany(3, 'order', 0);
      const many = askMany(3, 'order', 1);
      await clock.pass(20_000);
      expect(wentAtMs(few)).toEqual([4_000, 8_000, 12_000]);
      expect(wentAtMs(many).map((ms = 0) => Math.round(ms))).toEqual([1_333, 2_667, 4_000]);
    },
  );

  test('cancels go first there too', async () => {
    const { ask, clock, redis } = pacedExecutors(LIMIT);
    redis.trouble = 'away';
    const [order, lookUp, cancel] = [ask('order'), ask('look-up'), ask('cancel')];
    await clock.pass(5_000);
    expect(wentAtMs([cancel, lookUp, order])).toEqual([1_000, 2_000, 3_000]);
  });

  test.each([0, Number.NaN])('an executor with a share of %d sends nothing', async (share) => {
    const { ask, clock, redis, shares, departuresMs } = pacedExecutors(LIMIT);
    redis.trouble = 'away';
    shares[0] = share;
    ask('cancel');
    await clock.pass(600_000);
    expect(departuresMs()).toEqual([]);
    redis.trouble = 'none';
    await clock.pass(250);
    expect(departuresMs()).toHaveLength(1);
  });

  test('a change of the share counts soon', async () => {
    const { ask, clock, redis, shares } = pacedExecutors(LIMIT, 2);
    redis.trouble = 'away';
    shares[0] = 0.01;
    const order = ask('order');
    await clock.pass(3_000);
    shares[0] = 1;
    await clock.pass(250);
    expect(order.wentAtMs).toBe(3_250);
  });

  test('a Redis that hangs keeps nobody waiting who may go', async () => {
    const { askMany, clock, redis, departuresMs } = pacedExecutors(LIMIT);
    redis.trouble = 'answers-lost';
    redis.latencyMs = 900;
    askMany(4, 'order');
    await clock.pass(5_000);
    expect(departuresMs()).toEqual([1_900, 2_900, 3_900, 4_900]);
  });
});

describe('when Redis is back', () => {
  test('it is asked again, and what went meanwhile counts', async () => {
    const { askMany, clock, redis, departuresMs } = pacedExecutors(LIMIT);
    askMany(30, 'order');
    await clock.pass(500);
    redis.trouble = 'away';
    await clock.pass(3_500);
    // The question at 1000 ms failed, and the first of its own came a second later.
    expect(departuresMs()).toEqual([...times(7, 0), 2_000, 3_000, 4_000]);
    redis.trouble = 'none';
    await clock.pass(5_000);
    // The bucket begins empty, and the permits kept back from orders come first.
    expect(
      departuresMs()
        .slice(10)
        .map((ms) => Math.round(ms)),
    ).toEqual([8_250]);
  });

  test('with its memory lost, who asks brings what is missing', async () => {
    const { askMany, clock, redis, departuresMs } = pacedExecutors(LIMIT);
    askMany(20, 'order');
    await clock.pass(1_500);
    redis.forget();
    await clock.pass(1_500);
    expect(departuresMs()).toEqual([...times(7, 0), 1_000, 2_000, 3_000]);
  });
});

test('stopped, it asks nothing more and leaves no sleeper', async () => {
  const { pacer, ask, askMany, clock, redis } = pacedExecutors(LIMIT);
  askMany(9, 'order');
  await clock.pass(100);
  expect(clock.sleepers).toBe(1);
  pacer().stop();
  await clock.pass(0);
  expect(clock.sleepers).toBe(0);
  const late = ask('cancel');
  const asked = redis.asked.length;
  await clock.pass(60_000);
  expect(clock.sleepers).toBe(0);
  expect(redis.asked).toHaveLength(asked);
  expect(late.wentAtMs).toBeUndefined();
});
