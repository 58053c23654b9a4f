import { Fifo } from './fifo.ts';
import type { Slots } from './slots.ts';
import type { Work } from './work.ts';

/** Serial queues by key: one work of a lane at a time, any number of lanes beside each other. */
export interface Lanes {
  add(key: string, work: Work): void;
  /** Takes out everything that has not begun. */
  dropQueued(): void;
}

interface Lane {
  readonly key: string;
  readonly queue: Fifo<Work>;
  isBusy: boolean;
}

/**
 * @param begin gets a slot of the work's group; calls `next` once, when the lane may go on. The slot is its
 *   own to give back.
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
    if (work !== undefined) begin(work, () => goOn(lane));
    else {
      // Its queue was dropped while it stood in line.
      slots.give(group);
      goOn(lane);
    }
  }

  return {
    add(key, work) {
      let lane = lanes.get(key);
      if (!lane) {
        lane = { key, queue: new Fifo(), isBusy: false };
        lanes.set(key, lane);
      }
      lane.queue.push(work);
      if (!lane.isBusy) goOn(lane);
    },
    dropQueued() {
      for (const { queue } of lanes.values()) queue.drain();
    },
  };
}
