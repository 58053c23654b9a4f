import type { ClientOrderId, Outcome } from '@orderonce/contracts';

/** Which outcome of an order is meant. */
export type Wanted = (outcome: Outcome) => boolean;

/** The first answer to an intent: its verdict, a hold, or the refusal of what could not be read. */
export const isAnswer: Wanted = ({ execType }) =>
  execType === 'ACCEPTED' ||
  execType === 'REJECTED' ||
  execType === 'DENIED' ||
  execType === 'HELD' ||
  execType === 'REFUSED';

/** Orders whose outcomes are remembered before anybody asks for them. */
const MAX_REMEMBERED = 100_000;

interface Waiter {
  readonly wanted: Wanted;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Brings outcomes and those who wait for them together, whichever comes first. Remembers the outcomes of
 * orders that were announced, the oldest order being forgotten when there are too many.
 */
export class OutcomeWatch {
  readonly #seen = new Map<string, Outcome[]>();
  readonly #waiters = new Map<string, Set<Waiter>>();

  /** From now on the outcomes of this order are remembered. */
  expect(clientOrderId: ClientOrderId): void {
    if (this.#seen.has(clientOrderId)) return;
    this.#seen.set(clientOrderId, []);
    if (this.#seen.size <= MAX_REMEMBERED) return;
    const [oldest] = this.#seen.keys();
    if (oldest !== undefined) this.#seen.delete(oldest);
  }

  isExpected(clientOrderId: ClientOrderId): boolean {
    return this.#seen.has(clientOrderId);
  }

  take(outcome: Outcome): void {
    const { clientOrderId } = outcome;
    if (clientOrderId === undefined) return;
    this.#seen.get(clientOrderId)?.push(outcome);
    for (const waiter of this.#waiters.get(clientOrderId) ?? [])
      if (waiter.wanted(outcome)) waiter.resolve(outcome);
  }

  /** No more outcomes come: everybody who waits is told why. */
  fail(error: unknown): void {
    for (const waiters of [...this.#waiters.values()])
      for (const { reject } of [...waiters]) reject(error);
  }

  /** Resolves with the first wanted outcome, one that was remembered included. `signal` ends the waiting. */
  wait(clientOrderId: ClientOrderId, wanted: Wanted, signal: AbortSignal): Promise<Outcome> {
    const known = this.#seen.get(clientOrderId)?.find(wanted);
    if (known) return Promise.resolve(known);
    return new Promise((resolve, reject) => {
      const waiters = this.#waiters.get(clientOrderId) ?? new Set();
      this.#waiters.set(clientOrderId, waiters);
      const leave = () => {
        waiters.delete(waiter);
        if (waiters.size === 0) this.#waiters.delete(clientOrderId);
        signal.removeEventListener('abort', abort);
      };
      const waiter: Waiter = {
        wanted,
        resolve: (outcome) => {
          leave();
          resolve(outcome);
        },
        reject: (error) => {
          leave();
          reject(error);
        },
      };
      const abort = () => waiter.reject(signal.reason);
      waiters.add(waiter);
      if (signal.aborted) abort();
      else signal.addEventListener('abort', abort);
    });
  }
}
