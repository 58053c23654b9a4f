import type { OutcomeBatch } from '@orderonce/client';
import { partitionKey } from '@orderonce/contracts';
import type { RedisClient } from '@orderonce/idempotency';
import type { BookedOrder } from '@orderonce/positions';
import { PartitionState } from './partition-state.ts';
import { NO_PROGRESS, progressOf } from './progress.ts';
import { decodeOrder, decodePosition, type PositionRecord } from './records.ts';
import type { PartitionKeys } from './state-keys.ts';

/** One command asks for so many orders at most. */
const ORDERS_PER_COMMAND = 1_000;

/** A partition's state as it stands in Redis: all positions, and the orders that are open or in doubt. */
export async function loadState(redis: RedisClient, keys: PartitionKeys): Promise<PartitionState> {
  const progress = progressOf(await redis.hgetall(keys.progress));
  const state = new PartitionState(progress);
  if (progress.nextOffset === null) return state;
  const positions = await redis.hgetall(keys.positions);
  for (const text of Object.values(positions)) state.restorePosition(decodePosition(text));
  const live = await redis.zrange(keys.live, '0', '-1');
  await restore(redis, keys, state, () => state.missingBefore(live));
  state.restoreLive(live);
  return state;
}

/** Brings those orders into the state that the batch needs, and that are not there. */
export async function loadOrders(
  redis: RedisClient,
  keys: PartitionKeys,
  state: PartitionState,
  { outcomes }: OutcomeBatch,
): Promise<void> {
  const missing = () => state.missingFor(outcomes.map(({ outcome }) => outcome));
  // Whatever is left there belongs to a state that was lost.
  await restore(redis, keys, state, missing, state.progress.nextOffset === null);
}

/** As often as what came leads to more: an order to the one that it replaced, and that one further on. */
async function restore(
  redis: RedisClient,
  keys: PartitionKeys,
  state: PartitionState,
  missing: () => readonly string[],
  isNew = false,
): Promise<void> {
  for (let wanted = missing(); wanted.length > 0; wanted = missing()) {
    const texts = isNew ? wanted.map(() => null) : await readOrders(redis, keys, wanted);
    for (const [at, key] of wanted.entries()) {
      const text = texts[at] ?? null;
      state.restoreOrder(key, text === null ? null : decodeOrder(text));
    }
  }
}

async function readOrders(redis: RedisClient, { orders }: PartitionKeys, keys: readonly string[]) {
  const parts = [];
  for (let at = 0; at < keys.length; at += ORDERS_PER_COMMAND)
    parts.push(redis.hmget(orders, ...keys.slice(at, at + ORDERS_PER_COMMAND)));
  return (await Promise.all(parts)).flat();
}

/** The orders of one instrument that are open or in doubt. */
export async function loadInstrument(
  redis: RedisClient,
  keys: PartitionKeys,
  record: PositionRecord,
): Promise<readonly BookedOrder[]> {
  const instrument = partitionKey(record.accountId, record.symbol);
  const start = `${instrument}/`;
  const live = await redis.zrangebylex(keys.live, `[${start}`, `(${instrument}0`);
  const found = await loadRecords(redis, keys, live);
  // Of another symbol that goes on with a slash.
  return found.flatMap(({ order }) => (order?.symbol === record.symbol ? order : []));
}

/** Those of the orders that there are, each as it counts together with its chain. */
export async function loadRecords(
  redis: RedisClient,
  keys: PartitionKeys,
  wanted: readonly string[],
): Promise<
  readonly { readonly key: string; readonly outcomeCount: number; readonly order?: BookedOrder }[]
> {
  const state = new PartitionState(NO_PROGRESS);
  await restore(redis, keys, state, () => state.missingBefore(wanted));
  return wanted.flatMap((key) => {
    const { outcomeCount } = state.heardOf(key);
    const order = state.book.orderOf(key);
    return outcomeCount === 0 && order === undefined
      ? []
      : [{ key, outcomeCount, ...(order && { order }) }];
  });
}
