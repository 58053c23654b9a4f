import type { Account } from './account.ts';

/** The venue's customers. */
export class Accounts {
  readonly #byKeyId: ReadonlyMap<string, Account>;

  constructor(accounts: readonly Account[]) {
    this.#byKeyId = new Map(accounts.map((account) => [account.keyId, account]));
  }

  /** The account that these keys open. They come from outside and may be anything. */
  open(keyId: unknown, secretKey: unknown): Account | undefined {
    const account = typeof keyId === 'string' ? this.#byKeyId.get(keyId) : undefined;
    return account?.secretKey === secretKey ? account : undefined;
  }

  get all(): readonly Account[] {
    return [...this.#byKeyId.values()];
  }
}
