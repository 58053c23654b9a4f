import type { AccountId, ClientOrderId, TradingSymbol } from '@orderonce/contracts';

export interface HeldOrder {
  readonly accountId: AccountId;
  readonly symbol: TradingSymbol;
  readonly clientOrderId: ClientOrderId;
}

const NONE: readonly ClientOrderId[] = [];

/** Held orders by instrument; asked for every order, so it makes nothing new to answer. */
export class HeldInstruments {
  readonly #byAccount = new Map<AccountId, Map<TradingSymbol, readonly ClientOrderId[]>>();
  #count = 0;

  /** Instruments with a held order. */
  get count(): number {
    return this.#count;
  }

  on(accountId: AccountId, symbol: TradingSymbol): readonly ClientOrderId[] {
    if (this.#count === 0) return NONE;
    return this.#byAccount.get(accountId)?.get(symbol) ?? NONE;
  }

  enter({ accountId, symbol, clientOrderId }: HeldOrder): void {
    const held = this.on(accountId, symbol);
    if (held.includes(clientOrderId)) return;
    const ofAccount = this.#byAccount.get(accountId) ?? new Map();
    this.#byAccount.set(accountId, ofAccount.set(symbol, [...held, clientOrderId].sort()));
    if (held.length === 0) this.#count += 1;
  }

  withdraw({ accountId, symbol, clientOrderId }: HeldOrder): void {
    const ofAccount = this.#byAccount.get(accountId);
    const held = ofAccount?.get(symbol);
    if (ofAccount === undefined || !held?.includes(clientOrderId)) return;
    const left = held.filter((id) => id !== clientOrderId);
    if (left.length > 0) {
      ofAccount.set(symbol, left);
      return;
    }
    ofAccount.delete(symbol);
    this.#count -= 1;
  }
}
