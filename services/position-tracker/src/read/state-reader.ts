import { type AccountId, partitionKey, type TradingSymbol } from '@orderonce/contracts';
import type { RedisClient } from '@orderonce/idempotency';
import type { BookedOrder, History, KeptOutcome } from '@orderonce/positions';
import type { KeepLimits } from '../store/fold-batch.ts';
import { loadInstrument, loadRecords } from '../store/load-state.ts';
import { type Progress, progressOf } from '../store/progress.ts';
import { decodePosition, type PositionRecord } from '../store/records.ts';
import { type PartitionKeys, partitionKeys, type StateId } from '../store/state-keys.ts';

export interface ReaderOptions {
  readonly redis: RedisClient;
  readonly state: StateId;
  readonly partitionCount: number;
  readonly limits: KeepLimits;
}

export interface FoundPosition {
  readonly record: PositionRecord;
  readonly liveOrders: readonly BookedOrder[];
  readonly history: History;
}

export interface FoundOrders {
  /** More than one only when an id was used in two places. */
  readonly orders: readonly BookedOrder[];
  readonly history: History;
}

/** Reads the state of all partitions, whoever owns them. Rejects when Redis does not answer. */
export class StateReader {
  readonly #options: ReaderOptions;
  readonly #partitions: readonly PartitionKeys[];

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#partitions = Array.from({ length: options.partitionCount }, (_, partition) =>
      partitionKeys(options.state, partition),
    );
  }

  /** The streams in which changes of positions are told. */
  get events(): readonly string[] {
    return this.#partitions.map(({ events }) => events);
  }

  /** Of each partition. */
  progress(): Promise<Progress[]> {
    const { redis } = this.#options;
    return this.#ofEach(async ({ progress }) => progressOf(await redis.hgetall(progress)));
  }

  async positions(): Promise<PositionRecord[]> {
    const { redis } = this.#options;
    const texts = await this.#ofEach(({ positions }) => redis.hvals(positions));
    return texts.flat().map(decodePosition);
  }

  /** Null when no outcome ever named the instrument. */
  async position(accountId: AccountId, symbol: TradingSymbol): Promise<FoundPosition | null> {
    const { redis, limits } = this.#options;
    const instrument = partitionKey(accountId, symbol);
    const found = await this.#ofEach(async (keys) => {
      const text = await redis.hget(keys.positions, instrument);
      if (text === null) return [];
      const record = decodePosition(text);
      const liveOrders = await loadInstrument(redis, keys, record);
      const { moveCount } = record;
      const history = await this.#history(keys.moves, instrument, {
        count: moveCount,
        kept: limits.outcomesPerPosition,
      });
      return [{ record, liveOrders, history }];
    });
    return found.flat()[0] ?? null;
  }

  /** Null when no outcome ever named the id. */
  async orders(clientOrderId: string): Promise<FoundOrders | null> {
    const { redis, limits } = this.#options;
    const parts = await this.#ofEach(async (keys) => {
      const [instruments, stranger] = await Promise.all([
        redis.hkeys(keys.positions),
        redis.hget(keys.strangers, clientOrderId),
      ]);
      const candidates = instruments.map((instrument) => `${instrument}/${clientOrderId}`);
      if (stranger !== null) candidates.push(stranger);
      const found = await loadRecords(redis, keys, [...candidates, `/${clientOrderId}`]);
      return Promise.all(
        found.map(async ({ key, outcomeCount, order }) => {
          const counts = { count: outcomeCount, kept: limits.outcomesPerOrder };
          return { order, history: await this.#history(keys.outcomes, key, counts) };
        }),
      );
    });
    const found = parts.flat();
    if (found.length === 0) return null;
    return {
      orders: found.flatMap(({ order }) => order ?? []),
      history: {
        outcomes: found.flatMap(({ history }) => history.outcomes),
        droppedCount: found.reduce((sum, { history }) => sum + history.droppedCount, 0),
      },
    };
  }

  /** Outcomes lie in rings: the one after the last that fits lies where the first one lay. */
  async #history(
    hash: string,
    name: string,
    { count, kept }: { readonly count: number; readonly kept: number },
  ): Promise<History> {
    const first = Math.max(0, count - kept);
    const fields = Array.from(
      { length: count - first },
      (_, at) => `${name}/${(first + at) % kept}`,
    );
    const texts = fields.length === 0 ? [] : await this.#options.redis.hmget(hash, ...fields);
    const outcomes = texts.flatMap((text) => (text === null ? [] : [JSON.parse(text)]));
    return { outcomes: outcomes as KeptOutcome[], droppedCount: count - outcomes.length };
  }

  #ofEach<T>(read: (keys: PartitionKeys) => Promise<T>): Promise<T[]> {
    return Promise.all(this.#partitions.map(read));
  }
}
