import type { Permits } from './bucket.ts';
import { REQUEST_KINDS, type RequestKind } from './request-pacer.ts';

/** The requests of one account that wait in this process: by kind, and within a kind by arrival. */
export class WaitingRequests {
  // A set keeps the order of arrival, and lets one leave from the middle.
  readonly #queues: Readonly<Record<RequestKind, Set<() => void>>> = {
    cancel: new Set(),
    'look-up': new Set(),
    order: new Set(),
  };

  get isEmpty(): boolean {
    return REQUEST_KINDS.every((kind) => this.#queues[kind].size === 0);
  }

  get counts(): Permits {
    const { cancel, 'look-up': lookUp, order } = this.#queues;
    return { cancel: cancel.size, 'look-up': lookUp.size, order: order.size };
  }

  /** Whether a request of this kind would go before all that wait. */
  goesFirst(kind: RequestKind): boolean {
    const upTo = REQUEST_KINDS.slice(0, REQUEST_KINDS.indexOf(kind) + 1);
    return upTo.every((before) => this.#queues[before].size === 0);
  }

  /** Resolves when it is let go, or when it gives up by `signal`; then nothing is left of it here. */
  add(kind: RequestKind, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const queue = this.#queues[kind];
      const leave = () => {
        signal.removeEventListener('abort', leave);
        queue.delete(leave);
        resolve();
      };
      signal.addEventListener('abort', leave);
      queue.add(leave);
    });
  }

  /**
   * Lets requests go for these permits. Who goes first may use a permit of who goes later, not the other way
   * round: a cancel may have come since the permits were asked for, and a permit for a cancel may be one that
   * was kept back from orders. What nobody can use is lost.
   */
  grant(permits: Permits): void {
    const left = { ...permits };
    for (const [place, kind] of REQUEST_KINDS.entries())
      for (const permitOf of REQUEST_KINDS.slice(place))
        left[permitOf] -= this.#letGo(kind, left[permitOf]);
  }

  /** @returns how many went */
  #letGo(kind: RequestKind, most: number): number {
    let gone = 0;
    for (const leave of this.#queues[kind]) {
      if (gone >= most) break;
      leave();
      gone += 1;
    }
    return gone;
  }
}
