import { Fifo } from './fifo.ts';
import type { Slots } from './slots.ts';
import type { Work } from './work.ts';

/** One serial queue. */
export interface Lane {
  readonly partition: number;
  readonly key: string;
  readonly queue: Fifo<Work>;
  /** Of what is in the queue. */
  queuedBytes: number;
  /** Something of it is at work, or stands in line for a slot. */
  isBusy: boolean;
  /** What is at work waits without a slot, and everything behind it waits too. */
  isParked: boolean;
}

/** Serial queues by key: one work of a lane at a time, any number of lanes beside each other. */
export interface Lanes {
  get(partition: number, name: string): Lane;
  /** Queues the work in its lane. */
  add(work: Work): void;
  /** Takes out everything that has not begun, of one partition or of all. */
  dropQueued(partition?: number): void;
}

/**
 * @param begin gets a slot of the work's group, its own to give back; calls `next` once, when the lane may go
 *   on
 */
export function createLanes(slots: Slots, begin: (work: Work, next: () => void) => void): Lanes {
  const lanes = new Map<string, Lane>();

  function goOn(lane: Lane) {
    const next = lane.queue.peek();
    lane.isBusy = next !== undefined;
    if (next === undefined) lanes.delete(lane.key);
    else slots.take(next.group, () => start(lane, next.group), 'new');
  }

  function start(lane: Lane, group: string) {
    const work = lane.queue.shift();
    if (work === undefined) {
      // Its queue was dropped while it stood in line.
      slots.give(group);
      return goOn(lane);
    }
    lane.queuedBytes -= work.bytes;
    begin(work, () => goOn(lane));
  }

  return {
    get(partition, name) {
      const key = `${partition}/${name}`;
      const known = lanes.get(key);
      if (known) return known;
      const queue = new Fifo<Work>();
      const lane: Lane = {
        partition,
        key,
        queue,
        queuedBytes: 0,
        isBusy: false,
        isParked: false,
      };
      lanes.set(key, lane);
      return lane;
    },
    add(work) {
      const { lane } = work;
      lane.queue.push(work);
      lane.queuedBytes += work.bytes;
      if (!lane.isBusy) goOn(lane);
    },
    dropQueued(partition) {
      for (const lane of lanes.values()) {
        if (partition !== undefined && partition !== lane.partition) continue;
        lane.queue.drain();
        lane.queuedBytes = 0;
      }
    },
  };
}
