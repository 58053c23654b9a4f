import type { Intent } from '@orderonce/contracts';
import { type OrderFile, openFile } from '../order-file.ts';
import { detached } from '../quick/detached.ts';

export type Whose = Pick<Intent, 'accountId' | 'symbol' | 'clientOrderId'>;

/** One file for each order. An id is one order within an account; hardly ever do two accounts share one. */
export class OrderFiles {
  readonly #byId = new Map<string, OrderFile>();
  /** Of ids that another account has too, by account and id. */
  readonly #shared = new Map<string, OrderFile>();

  /** Accounts and symbols, each once. */
  readonly #names = new Map<string, string>();

  get size(): number {
    return this.#byId.size + this.#shared.size;
  }

  of({ accountId, symbol, clientOrderId }: Whose): OrderFile {
    const known = this.#byId.get(clientOrderId);
    if (known?.accountId === accountId) return known;
    if (known === undefined) {
      const file = this.#open(accountId, symbol, clientOrderId);
      this.#byId.set(file.clientOrderId, file);
      return file;
    }
    const name = `${accountId}/${clientOrderId}`;
    const shared = this.#shared.get(name) ?? this.#open(accountId, symbol, clientOrderId);
    this.#shared.set(name, shared);
    return shared;
  }

  #open(accountId: string, symbol: string, clientOrderId: string): OrderFile {
    return openFile(this.#named(accountId), this.#named(symbol), detached(clientOrderId));
  }

  #named(name: string): string {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    const own = detached(name);
    this.#names.set(own, own);
    return own;
  }

  *all(): Generator<OrderFile> {
    yield* this.#byId.values();
    yield* this.#shared.values();
  }
}
