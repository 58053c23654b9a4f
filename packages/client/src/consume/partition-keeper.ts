import type { OutcomeStore } from './outcome-store.ts';
import type { PartitionFollowing } from './partition-following.ts';

export interface PartitionKeeperOptions {
  readonly store: OutcomeStore;
  readonly follow: (partitions: ReadonlySet<number>) => PartitionFollowing;
  /** May be called more than once. */
  readonly onFailure: (error: unknown) => void;
}

/** Follows the partitions that the group gives to this instance, one set at a time. */
export interface PartitionKeeper {
  assignment(): ReadonlySet<number>;
  isCaughtUp(): boolean;
  /** Stops following; resolves when no batch is being taken any more. */
  handOver(): Promise<void>;
  assign(partitions: ReadonlySet<number>): void;
  /** Hands over and releases everything, for good. */
  stop(): Promise<void>;
}

export function createPartitionKeeper(options: PartitionKeeperOptions): PartitionKeeper {
  const { store, follow, onFailure } = options;
  let assignment: ReadonlySet<number> = new Set();
  let following: PartitionFollowing | null = null;
  let handedOver: Promise<void> = Promise.resolve();
  let changed: Promise<void> = Promise.resolve();
  let isStopped = false;
  const held = new Set<number>();

  function handOver(): Promise<void> {
    if (following === null) return handedOver;
    following.stop();
    // Why it ended is told to `onFailure`.
    handedOver = following.ended.catch(() => {});
    following = null;
    return handedOver;
  }

  async function change(partitions: ReadonlySet<number>): Promise<void> {
    await handOver();
    for (const partition of [...held].filter((each) => !partitions.has(each))) {
      held.delete(partition);
      await store.release?.(partition);
    }
    if (isStopped || partitions !== assignment) return;
    for (const partition of partitions) held.add(partition);
    following = follow(partitions);
    following.ended.catch(onFailure);
  }

  function assign(partitions: ReadonlySet<number>): void {
    assignment = partitions;
    changed = changed.then(() => change(partitions)).catch(onFailure);
  }

  return {
    assignment: () => assignment,
    isCaughtUp: () => following?.isCaughtUp() ?? false,
    handOver,
    assign: (partitions) => {
      if (!isStopped) assign(partitions);
    },
    stop() {
      if (!isStopped) {
        isStopped = true;
        // A set that is about to be followed must not begin any more.
        void handOver();
        assign(new Set());
      }
      return changed;
    },
  };
}
