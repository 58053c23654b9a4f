import { setTimeout as delay } from 'node:timers/promises';
import { type Decimal, decimal } from '@orderonce/contracts';
import { groupProgress, type KafkaConnection } from '@orderonce/kafka';
import { z } from 'zod';
import type { Positions } from './figures.ts';
import type { Progress } from './progress.ts';

const LOOK_EVERY_MS = 250;
/** Nothing new for this long, with every intent committed: the run has come to rest. */
const REST_MS = 1000;
const GIVE_UP_MS = 120_000;

const summarySchema = z.object({
  lastSeq: z.number(),
  byKind: z.record(z.string(), z.number()),
  faultsFired: z.record(z.string(), z.number()),
});

const stateSchema = z.object({ outcomesApplied: z.number(), duplicatesIgnored: z.number() });

const positionsSchema = z.object({
  positions: z.array(z.object({ accountId: z.string(), symbol: z.string(), quantity: z.string() })),
});

export interface Watch {
  readonly signal: AbortSignal;
  readonly connection: KafkaConnection;
  readonly intentsTopic: string;
  readonly groupId: string;
  readonly simulatorUrl: string;
  readonly trackerUrl: string;
  readonly wanted: number;
  show(progress: Progress): void;
  onOrders(orders: number): void;
}

/**
 * Looks on until the strategies are done, every intent is committed and neither the venue nor the tracker
 * has anything new.
 *
 * @throws {Error} when that takes too long
 */
export async function watchUntilRest(
  watch: Watch,
  strategiesDone: Promise<unknown>,
): Promise<void> {
  const { connection, intentsTopic: topic, groupId } = watch;
  const strategies = { areDone: false, failure: null as unknown };
  strategiesDone.then(
    () => {
      strategies.areDone = true;
    },
    (error: unknown) => {
      strategies.failure = error;
    },
  );
  const giveUpAtMs = performance.now() + GIVE_UP_MS;
  let last = { mark: '', sinceMs: 0 };
  while (performance.now() < giveUpAtMs) {
    watch.signal.throwIfAborted();
    if (strategies.failure !== null) throw strategies.failure;
    const [summary, state, progress] = await Promise.all([
      getJson(`${watch.simulatorUrl}/sim/summary`, summarySchema),
      getJson(`${watch.trackerUrl}/state`, stateSchema),
      groupProgress(connection, { groupId, topic }),
    ]);
    const orders = summary.byKind['accepted'] ?? 0;
    watch.show({
      published: Number([...progress.ends.values()].reduce((sum, end) => sum + end, 0n)),
      orders,
      fills: summary.byKind['fill'] ?? 0,
      answersLost: Object.entries(summary.faultsFired)
        .filter(([fault]) => fault.startsWith('answer-lost'))
        .reduce((sum, [, fired]) => sum + fired, 0),
      wanted: watch.wanted,
    });
    watch.onOrders(orders);
    const mark = `${summary.lastSeq} ${state.outcomesApplied} ${state.duplicatesIgnored}`;
    if (mark !== last.mark) last = { mark, sinceMs: performance.now() };
    const isResting = performance.now() - last.sinceMs >= REST_MS;
    if (strategies.areDone && progress.isCaughtUp && isResting) return;
    await delay(LOOK_EVERY_MS);
  }
  throw new Error(`the run did not come to rest within ${GIVE_UP_MS / 1000} s`);
}

/** What the tracker holds, by `account:symbol`. */
export async function readTrackedPositions(trackerUrl: string): Promise<Positions> {
  const { positions } = await getJson(`${trackerUrl}/positions`, positionsSchema);
  return new Map<string, Decimal>(
    positions.map(({ accountId, symbol, quantity }) => [
      `${accountId}:${symbol}`,
      decimal(quantity),
    ]),
  );
}

async function getJson<Shape>(url: string, schema: z.ZodType<Shape>): Promise<Shape> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return schema.parse(await response.json());
}
