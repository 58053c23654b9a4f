/** One way of guarding a call, over the same Redis. */
export interface Contender {
  readonly name: string;
  /** A worker of its own: another process, as far as memory goes. */
  readonly newWorker: (link: Link, options: WorkerOptions) => Worker;
}

export interface WorkerOptions {
  /** How long a worker may be at it before another takes over. */
  readonly leaseMs: number;
  /** False: the platform's context, with its time that is left, was not registered. */
  readonly hasContext: boolean;
}

interface Worker {
  /** Handles one delivery of an order; rejects or not, the deliveries are told apart by the broker's count. */
  readonly handle: (order: Order, call: () => Promise<string>) => Promise<unknown>;
}

export interface Order {
  /** Undefined: the sender left it out. */
  readonly id: string | undefined;
  readonly symbol: string;
  readonly quantity: number;
}

/** The way to Redis, which can be cut before a command is sent. */
export interface Link {
  isDown: boolean;
}

export function passable(link: Link): void {
  if (link.isDown) throw new Error('the store is unreachable');
}
