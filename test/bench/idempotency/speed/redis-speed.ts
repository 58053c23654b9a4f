import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { AccountId, ClientOrderId, Decimal, StrategyId } from '@orderonce/contracts';
import {
  type ClaimRequest,
  connectRedis,
  createOrderClaims,
  createRedisStore,
  type OrderClaims,
  type Settlement,
} from '@orderonce/idempotency';
import { Redis } from 'ioredis';
import { percentile, type Row } from './measure.ts';

const ORDERS = 20_000;
const AT_ONCE = 500;
const ROUNDS = 3;
const RATE_PER_MS = 2;
const RATE_FOR_MS = 3_000;

/** NFR-001: claim and settle over Redis, against bare pipelined SET NX + SET in the same run. */
export async function redisSpeed(url: string): Promise<Row[]> {
  const plain = new Redis(url);
  const client = await connectRedis({ REDIS_URL: url });
  const account = `BENCH-${randomBytes(4).toString('hex')}` as AccountId;
  const claims = createOrderClaims({
    store: createRedisStore(client),
    clock: { monotonicMs: () => performance.now(), epochMs: () => Date.now() },
    randomToken: randomUUID,
    leaseMs: 30_000,
    sendMarginMs: 1_000,
  });
  try {
    await guardedRun(claims, account, 'WARM');
    await bareRun(plain, account, 'warm');
    const ratios: number[] = [];
    const redisMicros: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      await plain.config('RESETSTAT');
      const guarded = await guardedRun(claims, account, `R${round}`);
      redisMicros.push((await scriptMicros(plain)) / ORDERS);
      const bare = await bareRun(plain, account, `r${round}`);
      ratios.push(guarded / bare);
    }
    const latencies = await openLoop(claims, account);
    return rows(Math.max(...ratios), Math.min(...redisMicros), percentile(latencies, 0.99));
  } finally {
    await removeKeys(plain, account);
    plain.disconnect();
    client.disconnect();
  }
}

function rows(ratio: number, redisMicros: number, p99Ms: number): Row[] {
  return [
    {
      what: `claim + settle over Redis, against bare pipelined SET NX + SET (best of ${ROUNDS})`,
      measured: ratio.toFixed(2),
      required: '≥ 0.35',
      holds: ratio >= 0.35,
    },
    {
      what: "Redis's own time for claim + settle of an order",
      measured: `${redisMicros.toFixed(1)} µs`,
      required: '≤ 20 µs',
      holds: redisMicros <= 20,
    },
    {
      what: 'claim over Redis at 2 000/s, p99',
      measured: `${p99Ms.toFixed(2)} ms`,
      required: '< 5 ms',
      holds: p99Ms < 5,
    },
  ];
}

/** Orders a second. */
async function guardedRun(claims: OrderClaims, account: AccountId, strategy: string) {
  const began = performance.now();
  for (let from = 0; from < ORDERS; from += AT_ONCE) {
    await Promise.all(
      Array.from({ length: AT_ONCE }, async (_, at) => {
        const answer = await claims.claim(request(account, strategy, from + at));
        if (answer.kind !== 'fresh') throw new Error(`a first claim was ${answer.kind}`);
        await claims.settle(answer.claim, accepted());
      }),
    );
  }
  return (ORDERS / (performance.now() - began)) * 1000;
}

async function bareRun(redis: Redis, account: AccountId, name: string) {
  const began = performance.now();
  for (let from = 0; from < ORDERS; from += AT_ONCE) {
    await pipelined(redis, AT_ONCE, (pipe, at) =>
      pipe.set(`bare:{${account}}:${name}:${from + at}`, 'pending', 'NX'),
    );
    await pipelined(redis, AT_ONCE, (pipe, at) =>
      pipe.set(`bare:{${account}}:${name}:${from + at}`, 'settled', 'PX', 1_000_000),
    );
  }
  return (ORDERS / (performance.now() - began)) * 1000;
}

type Pipe = ReturnType<Redis['pipeline']>;

async function pipelined(redis: Redis, count: number, add: (pipe: Pipe, at: number) => unknown) {
  const pipe = redis.pipeline();
  for (let at = 0; at < count; at++) add(pipe, at);
  await pipe.exec();
}

/** Milliseconds from the moment a claim was due, sorted: a late start counts as latency. */
async function openLoop(claims: OrderClaims, account: AccountId): Promise<Float64Array> {
  const latencies: number[] = [];
  const running: Promise<void>[] = [];
  const began = performance.now();
  const total = RATE_PER_MS * RATE_FOR_MS;
  let next = 0;
  while (next < total) {
    const dueBy = Math.min(total, (performance.now() - began) * RATE_PER_MS);
    for (; next < dueBy; next++) running.push(one(next));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await Promise.all(running);
  return Float64Array.from(latencies).sort();

  async function one(at: number): Promise<void> {
    const dueAtMs = began + at / RATE_PER_MS;
    const answer = await claims.claim(request(account, 'OPEN', at));
    latencies.push(performance.now() - dueAtMs);
    if ('claim' in answer) await claims.settle(answer.claim, accepted());
  }
}

function request(accountId: AccountId, strategy: string, at: number): ClaimRequest {
  const payload = {
    kind: 'place',
    symbol: 'AAPL',
    side: 'BUY',
    quantity: '100',
    orderType: 'LIMIT',
    limitPrice: '178.5',
    timeInForce: 'DAY',
  };
  const key = createHash('sha256').update(`${strategy}${at}`).digest('hex');
  return {
    accountId,
    strategyId: strategy as StrategyId,
    clientOrderId: `${strategy}-1RV4K2-${String(at).padStart(6, '0')}-a3f8b2c1` as ClientOrderId,
    payload,
    payloadHash: key,
    source: { partition: 3, offset: String(at) },
    contentKey: {
      key,
      neighbours: [`${key.slice(1)}a`, `${key.slice(1)}b`],
      createdAtMs: 1_763_790_931_000,
      resolutionMs: 60_000,
    },
  };
}

const accepted = (): Settlement => ({
  verdict: 'ACCEPTED',
  ordStatus: 'NEW',
  brokerOrderId: '61e69015-8549-4bfd-b9c3-01e75843f47d',
  cumQty: '0' as Decimal,
  settledAtMs: Date.now(),
});

async function scriptMicros(redis: Redis): Promise<number> {
  const info = await redis.info('commandstats');
  return Number(/cmdstat_evalsha:calls=\d+,usec=(\d+)/.exec(info)?.[1] ?? Number.NaN);
}

async function removeKeys(redis: Redis, account: string): Promise<void> {
  for (const pattern of [`once:{${account}}:*`, `bare:{${account}}:*`]) {
    for await (const keys of redis.scanStream({ match: pattern, count: 1000 })) {
      if (keys.length > 0) await redis.unlink(...keys);
    }
  }
}
