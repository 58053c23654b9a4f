import type { AccountId, Decimal } from '@orderonce/contracts';
import type { RedisClient } from '@orderonce/idempotency';
import { type BreakKeys, breakKeys, type StateId } from '../store/state-keys.ts';
import type { Difference } from './find-breaks.ts';

/** A position that is another one at the venue. */
export interface PositionBreak {
  readonly accountId: AccountId;
  readonly symbol: string;
  readonly ours: Decimal;
  readonly venue: Decimal;
  /** When it was found to be one, epoch milliseconds. */
  readonly sinceMs: number;
}

/** What came of comparing an account last. */
export interface Comparison {
  readonly accountId: AccountId;
  /** `unanswered`: the venue did not say. `behind`: our positions were not as new as the topic. */
  readonly result: 'equal' | 'differs' | 'unanswered' | 'behind';
  readonly atMs: number;
  readonly text?: string;
}

export interface BreakChange {
  readonly began: readonly PositionBreak[];
  readonly ended: readonly PositionBreak[];
}

const EVENTS_KEPT = 1_000;

/** The breaks of all accounts in Redis, where every instance sees them. */
export class BreakBoard {
  readonly #redis: RedisClient;
  readonly #keys: BreakKeys;

  constructor(redis: RedisClient, state: StateId) {
    this.#redis = redis;
    this.#keys = breakKeys(state);
  }

  get events(): string {
    return this.#keys.events;
  }

  async breaks(): Promise<PositionBreak[]> {
    const texts = await this.#redis.hvals(this.#keys.breaks);
    return texts.map((text) => JSON.parse(text) as PositionBreak);
  }

  async comparisons(): Promise<Comparison[]> {
    const texts = await this.#redis.hvals(this.#keys.compared);
    return texts.map((text) => JSON.parse(text) as Comparison);
  }

  /** Notes that a comparison came to nothing; breaks stay as they are. */
  async noteUncompared(comparison: Comparison): Promise<void> {
    const { accountId } = comparison;
    await this.#redis.hset(this.#keys.compared, accountId, JSON.stringify(comparison));
  }

  /** Makes these the breaks of the account, and tells of those that began or ended. */
  async replace(
    accountId: AccountId,
    found: readonly Difference[],
    atMs: number,
  ): Promise<BreakChange> {
    const standing = (await this.breaks()).filter((each) => each.accountId === accountId);
    const sinceMs = new Map(standing.map((each) => [each.symbol, each.sinceMs]));
    const now = found.map(({ symbol, ours, venue }) => {
      return { accountId, symbol, ours, venue, sinceMs: sinceMs.get(symbol) ?? atMs };
    });
    const symbols = new Set(now.map(({ symbol }) => symbol));
    const began = now.filter(({ symbol }) => !sinceMs.has(symbol));
    const ended = standing.filter(({ symbol }) => !symbols.has(symbol));
    const result = now.length === 0 ? 'equal' : 'differs';
    const comparison: Comparison = { accountId, result, atMs };
    const { breaks, compared, events } = this.#keys;
    const all = this.#redis.multi();
    all.hset(compared, accountId, JSON.stringify(comparison));
    for (const each of now) all.hset(breaks, nameOf(each), JSON.stringify(each));
    for (const each of ended) all.hdel(breaks, nameOf(each));
    for (const [name, changed] of [['break', began] as const, ['break-ended', ended] as const])
      for (const each of changed)
        all.xadd(events, 'MAXLEN', '~', EVENTS_KEPT, '*', name, JSON.stringify(each));
    await all.exec();
    return { began, ended };
  }
}

const nameOf = ({ accountId, symbol }: PositionBreak) => `${accountId}:${symbol}`;

/** How many breaks each of the accounts has. */
export function breakCounts(
  accountIds: readonly AccountId[],
  breaks: readonly PositionBreak[],
): ReadonlyMap<AccountId, number> {
  const countOf = (accountId: AccountId) =>
    breaks.filter((each) => each.accountId === accountId).length;
  return new Map(accountIds.map((accountId) => [accountId, countOf(accountId)]));
}
