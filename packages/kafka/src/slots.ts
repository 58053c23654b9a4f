import { Fifo } from './fifo.ts';

/** How many handlers may work at once, over all and in each group; groups take turns. */
export interface Slots {
  /** Calls `granted` now or later, once a slot is free; who comes back from a wait goes first. */
  take(group: string, granted: () => void, order: 'returning' | 'new'): void;
  /** Gives back one slot. */
  give(group: string): void;
}

interface Group {
  inUse: number;
  isListed: boolean;
  readonly returning: Fifo<() => void>;
  readonly fresh: Fifo<() => void>;
}

export function createSlots(max: number, maxPerGroup: number): Slots {
  const groups = new Map<string, Group>();
  const turns = new Fifo<Group>();
  let inUse = 0;
  let isGranting = false;

  function groupOf(name: string): Group {
    let group = groups.get(name);
    if (!group) {
      group = { inUse: 0, isListed: false, returning: new Fifo(), fresh: new Fifo() };
      groups.set(name, group);
    }
    return group;
  }

  function list(group: Group) {
    const isWaiting = group.returning.length + group.fresh.length > 0;
    if (group.isListed || !isWaiting || group.inUse >= maxPerGroup) return;
    group.isListed = true;
    turns.push(group);
  }

  // What is granted may take and give slots in turn; a loop instead of a recursion a waiter deep.
  function grant() {
    if (isGranting) return;
    isGranting = true;
    try {
      while (inUse < max) {
        const group = turns.shift();
        if (!group) break;
        group.isListed = false;
        const granted = group.returning.shift() ?? group.fresh.shift();
        if (!granted) continue;
        inUse += 1;
        group.inUse += 1;
        list(group);
        granted();
      }
    } finally {
      isGranting = false;
    }
  }

  return {
    take(name, granted, order) {
      const group = groupOf(name);
      (order === 'returning' ? group.returning : group.fresh).push(granted);
      list(group);
      grant();
    },
    give(name) {
      const group = groupOf(name);
      inUse -= 1;
      group.inUse -= 1;
      if (group.inUse === 0 && group.returning.length + group.fresh.length === 0)
        groups.delete(name);
      else list(group);
      grant();
    },
  };
}
