import type { VirtualTime } from '../clock/virtual-time.ts';
import { REBALANCE_TIMEOUT_MS, SESSION_TIMEOUT_MS } from '../settings.ts';

export interface Joined {
  readonly generation: number;
  readonly partitions: readonly number[];
}

/**
 * A consumer group as Kafka keeps it: members that beat or are put out, a rebalance that waits for all and
 * not for ever, and commits that are taken from the current generation only.
 */
export interface GroupCoordinator {
  /** Resolves when the rebalance is over. */
  join(memberId: string): Promise<Joined>;
  heartbeat(memberId: string, generation: number): 'ok' | 'rebalancing' | 'unknown-member';
  /** False: refused. */
  commit(memberId: string, generation: number, positions: ReadonlyMap<number, number>): boolean;
  leave(memberId: string): void;
  readonly committed: ReadonlyMap<number, number>;
  /** How many rebalances there were. */
  generation(): number;
}

interface Member {
  lastSeenMs: number;
  /** Null: it still has to hear of the rebalance. */
  joining: PromiseWithResolvers<Joined> | null;
}

export function groupCoordinator(time: VirtualTime, partitionCount: number): GroupCoordinator {
  const members = new Map<string, Member>();
  const committed = new Map<number, number>();
  let generation = 0;
  let endsAtMs: number | null = null;

  function rebalance() {
    if (endsAtMs !== null) return;
    const deadlineMs = time.nowMs() + REBALANCE_TIMEOUT_MS;
    endsAtMs = deadlineMs;
    time.after(REBALANCE_TIMEOUT_MS, () => {
      if (endsAtMs === deadlineMs) finish();
    });
  }

  function finishIfAllJoined() {
    if (endsAtMs === null) return;
    if ([...members.values()].every(({ joining }) => joining !== null)) finish();
  }

  function finish() {
    endsAtMs = null;
    generation += 1;
    for (const [id, { joining }] of members) if (joining === null) members.delete(id);
    const ids = [...members.keys()].sort();
    ids.forEach((id, at) => {
      const member = members.get(id);
      const partitions = Array.from({ length: partitionCount }, (_, partition) => partition);
      member?.joining?.resolve({
        generation,
        partitions: partitions.filter((partition) => partition % ids.length === at),
      });
      if (member) Object.assign(member, { joining: null, lastSeenMs: time.nowMs() });
    });
  }

  /** Puts out who was silent for too long; whoever waits for the rebalance to end need not beat. */
  function watch(memberId: string, member: Member) {
    const silentMs = member.joining ? 0 : time.nowMs() - member.lastSeenMs;
    if (silentMs >= SESSION_TIMEOUT_MS) return remove(memberId);
    time.after(SESSION_TIMEOUT_MS - silentMs, () => {
      if (members.get(memberId) === member) watch(memberId, member);
    });
  }

  function remove(memberId: string) {
    if (!members.delete(memberId) || members.size === 0) return;
    rebalance();
    finishIfAllJoined();
  }

  return {
    committed,
    generation: () => generation,
    join(memberId) {
      const known = members.get(memberId);
      const member = known ?? { lastSeenMs: time.nowMs(), joining: null };
      const joining = Promise.withResolvers<Joined>();
      member.joining = joining;
      members.set(memberId, member);
      if (!known) watch(memberId, member);
      rebalance();
      finishIfAllJoined();
      return joining.promise;
    },
    heartbeat(memberId, ofGeneration) {
      const member = members.get(memberId);
      if (!member || ofGeneration !== generation) return 'unknown-member';
      member.lastSeenMs = time.nowMs();
      return endsAtMs === null ? 'ok' : 'rebalancing';
    },
    commit(memberId, ofGeneration, positions) {
      const member = members.get(memberId);
      if (!member || ofGeneration !== generation) return false;
      member.lastSeenMs = time.nowMs();
      for (const [partition, position] of positions) committed.set(partition, position);
      return true;
    },
    leave: remove,
  };
}
