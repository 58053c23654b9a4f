/** A queue whose both ends cost the same however long it is. */
export interface Fifo<T> {
  readonly length: number;
  push(item: T): void;
  shift(): T | undefined;
  peek(): T | undefined;
  /** Empties the queue and returns what was in it, oldest first. */
  drain(): T[];
}

// Taken-out places are given back in runs, so that neither end ever moves the whole queue.
const COMPACT_AT = 1024;

export function createFifo<T>(): Fifo<T> {
  let items: T[] = [];
  let head = 0;
  return {
    get length() {
      return items.length - head;
    },
    push: (item) => {
      items.push(item);
    },
    peek: () => items[head],
    shift: () => {
      const item = items[head];
      if (head === items.length) return undefined;
      items[head] = undefined as T;
      head += 1;
      if (head === items.length) {
        items.length = 0;
        head = 0;
      } else if (head >= COMPACT_AT && head * 2 >= items.length) {
        items = items.slice(head);
        head = 0;
      }
      return item;
    },
    drain: () => {
      const rest = items.slice(head);
      items = [];
      head = 0;
      return rest;
    },
  };
}
