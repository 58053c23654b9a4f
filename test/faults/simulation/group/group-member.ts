import { laneOf } from '@orderonce/executor/core';
import { createLaneEngine, type RecordHandler } from '@orderonce/kafka';
import type { SimulatedProcess } from '../executor/simulated-process.ts';
import { HEARTBEAT_INTERVAL_MS } from '../settings.ts';
import { TOPIC_NAMES, type World } from '../world/world.ts';

const FETCH_INTERVAL_MS = 25;
const FETCH_RECORDS = 40;
const COMMIT_INTERVAL_MS = 100;
const DRAIN_MS = 200;
const MAX_CONCURRENT = 64;
/** A member's calls to the log, when nothing is wrong. */
const ROUTE = { outMs: 1, backMs: 1, timeoutMs: 1000 };

export interface GroupMember {
  /** Leaves in order: lets work in flight finish for a while, commits, says goodbye. */
  leave(drainMs: number): Promise<void>;
}

/** A member of the group around the lane engine that runs on Kafka too, with the log's calls in between. */
export function startGroupMember(
  world: World,
  process: SimulatedProcess,
  handle: RecordHandler,
): GroupMember {
  const { group, log, weather } = world;
  const full = new Set<number>();
  const positions = new Map<number, number>();
  let memberId = process.name;
  let generation = -1;
  let isConsuming = false;
  let isLeaving = false;
  let commitOnItsWay: Promise<void> | null = null;

  const engine = createLaneEngine({
    laneOf,
    handle,
    maxConcurrent: MAX_CONCURRENT,
    limits: { records: 2000, bytes: 10_000_000, parkedBytes: 10_000_000, uncommitted: 50_000 },
    onPressure: (partition, change) => {
      if (change === 'full') full.add(partition);
      else full.delete(partition);
    },
    onFailure: (error) => {
      // A dead process fails in silence; a living one never fails.
      if (!process.isDead) process.after(0, () => world.fail(error));
    },
  });

  async function join() {
    isConsuming = false;
    engine.revoke();
    const joined = await process.call(() => group.join(memberId), {
      ...ROUTE,
      timeoutMs: Number.POSITIVE_INFINITY,
    });
    generation = joined.generation;
    positions.clear();
    full.clear();
    engine.assign(joined.partitions);
    for (const partition of joined.partitions)
      positions.set(partition, group.committed.get(partition) ?? 0);
    isConsuming = true;
  }

  async function beat() {
    if (!isConsuming || isLeaving) return;
    const ofGeneration = generation;
    const answer = await process
      .call(async () => group.heartbeat(memberId, ofGeneration), ROUTE)
      .catch(() => 'ok' as const);
    if (answer === 'ok' || ofGeneration !== generation || !isConsuming || isLeaving) return;
    isConsuming = false;
    engine.revoke();
    if (answer === 'rebalancing') {
      await Promise.race([engine.quiet('working'), process.sleep(DRAIN_MS)]);
      await commit();
    } else {
      memberId = `${memberId}'`;
    }
    await join();
  }

  async function fetch(partition: number) {
    const from = positions.get(partition);
    if (!isConsuming || from === undefined || full.has(partition)) return;
    if (log.countFrom(TOPIC_NAMES.intents, partition, from) === 0) return;
    const ofGeneration = generation;
    const records = await process.call(
      async () => log.read(TOPIC_NAMES.intents, partition, from, FETCH_RECORDS),
      ROUTE,
    );
    const last = records.at(-1);
    if (!last || ofGeneration !== generation || positions.get(partition) !== from) return;
    if (engine.deliver(partition, records)) positions.set(partition, Number(last.offset) + 1);
  }

  function commit(): Promise<void> {
    if (commitOnItsWay) return commitOnItsWay;
    const plan = engine.commitPlan();
    if (plan.positions.size === 0) return Promise.resolve();
    const [as, of] = [memberId, generation];
    const isLost = weather.strikes('commit lost');
    commitOnItsWay = process
      .call(async () => group.commit(as, of, plan.positions), {
        ...ROUTE,
        ...(isLost && { loses: world.random.pick(['request', 'reply'] as const) }),
      })
      .then(
        (isTaken) => {
          if (isTaken) engine.committed(plan);
        },
        () => {},
      )
      .finally(() => {
        commitOnItsWay = null;
      });
    return commitOnItsWay;
  }

  void join();
  process.every(HEARTBEAT_INTERVAL_MS, () => void beat());
  process.every(COMMIT_INTERVAL_MS, () => void commit());
  process.every(FETCH_INTERVAL_MS, () => {
    for (const partition of engine.assignment()) if (!isLeaving) void fetch(partition);
  });

  return {
    async leave(drainMs) {
      isLeaving = true;
      engine.halt();
      await Promise.race([engine.quiet('all'), process.sleep(drainMs)]);
      await commit();
      await process.call(async () => group.leave(memberId), ROUTE);
    },
  };
}
