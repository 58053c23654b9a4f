import type { AccountId } from '@orderonce/contracts';
import type { Generation } from './record-store.ts';

export interface Batch<Result> {
  readonly nowMs: number;
  readonly generation?: Generation;
  readonly results: readonly Result[];
}

export interface Answered<Result> extends Omit<Batch<Result>, 'results'> {
  readonly result: Result;
}

export interface TurnBatcherOptions<Write, Result> {
  readonly send: (accountId: AccountId, writes: readonly Write[]) => Promise<Batch<Result>>;
  /** Runs its argument when this turn of the event loop is over. */
  readonly afterThisTurn: (flush: () => void) => void;
  /** A script blocks everybody's Redis while it runs, so one call takes at most this many. */
  readonly maxBatch: number;
}

interface Waiting<Write, Result> {
  readonly write: Write;
  readonly resolve: (answered: Answered<Result>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Sends what one turn of the event loop asks for one account in one call. One call an order cost a third
 * of the executor's throughput; grouping by account keeps each call in one hash slot.
 */
export function createTurnBatcher<Write, Result>(options: TurnBatcherOptions<Write, Result>) {
  let waiting = new Map<AccountId, Waiting<Write, Result>[]>();

  function flush(): void {
    const accounts = waiting;
    waiting = new Map();
    for (const [accountId, all] of accounts) {
      for (let at = 0; at < all.length; at += options.maxBatch) {
        void sendBatch(accountId, all.slice(at, at + options.maxBatch));
      }
    }
  }

  async function sendBatch(accountId: AccountId, batch: readonly Waiting<Write, Result>[]) {
    try {
      const { results, nowMs, generation } = await options.send(
        accountId,
        batch.map(({ write }) => write),
      );
      batch.forEach(({ resolve, reject }, at) => {
        const result = results[at];
        if (result === undefined)
          reject(new Error('the store answered for fewer than it was asked'));
        else resolve(generation === undefined ? { nowMs, result } : { nowMs, generation, result });
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  return (accountId: AccountId, write: Write): Promise<Answered<Result>> =>
    new Promise((resolve, reject) => {
      if (waiting.size === 0) options.afterThisTurn(flush);
      const ofAccount = waiting.get(accountId);
      if (ofAccount === undefined) waiting.set(accountId, [{ write, resolve, reject }]);
      else ofAccount.push({ write, resolve, reject });
    });
}
