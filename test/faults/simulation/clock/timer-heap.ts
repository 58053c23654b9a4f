interface Timer {
  readonly atMs: number;
  readonly order: number;
  /** Null: cancelled. */
  task: (() => void) | null;
}

/** Timers by time, and within one moment by the order in which they were set. */
export interface TimerHeap {
  add(atMs: number, task: () => void): Timer;
  takeFirst(): Timer | undefined;
}

export function timerHeap(): TimerHeap {
  const heap: Timer[] = [];
  let added = 0;
  const isBefore = (a: Timer, b: Timer) =>
    a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

  function rise(timer: Timer) {
    let at = heap.push(timer) - 1;
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !isBefore(timer, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = timer;
  }

  function sink(timer: Timer) {
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      let child = heap[below];
      const other = heap[below + 1];
      if (child !== undefined && other !== undefined && isBefore(other, child)) {
        child = other;
        below += 1;
      }
      if (child === undefined || !isBefore(child, timer)) break;
      heap[at] = child;
      at = below;
    }
    heap[at] = timer;
  }

  return {
    add(atMs, task) {
      const timer: Timer = { atMs, order: added++, task };
      rise(timer);
      return timer;
    },
    takeFirst() {
      const [first] = heap;
      const last = heap.pop();
      if (last !== undefined && last !== first) sink(last);
      return first;
    },
  };
}
