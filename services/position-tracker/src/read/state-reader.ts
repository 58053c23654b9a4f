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

/** One change of a position. */
export interface PositionChange {
  /** As it was after it. */
  readonly position: PositionRecord;
  /** What caused it; null: it is not kept any more. */
  readonly outcome: KeptOutcome | null;
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
      const counts = { count: moveCount, kept: limits.outcomesPerPosition };
      const history = await this.#history(keys, 'moves', { name: instrument, ...counts });
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
          const history = await this.#history(keys, 'outcomes', { name: key, ...counts });
          return { order, history };
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

  /** A change of a position as a partition's stream has it. */
  async change(partition: number, data: string): Promise<PositionChange> {
    const keys = partitionKeys(this.#options.state, partition);
    const at = data.lastIndexOf('\n');
    const position = decodePosition(data.slice(at + 1));
    const [outcome = null] = await this.#resolve(keys, [data.slice(0, at)]);
    return { position, outcome };
  }

  /** Outcomes lie in rings: the one after the last that fits lies where the first one lay. */
  async #history(
    keys: PartitionKeys,
    hash: 'outcomes' | 'moves',
    { name, count, kept }: { readonly name: string; readonly count: number; readonly kept: number },
  ): Promise<History> {
    const first = Math.max(0, count - kept);
    const numbers = Array.from({ length: count - first }, (_, at) => (first + at) % kept);
    if (numbers.length === 0) return { outcomes: [], droppedCount: count };
    const fields = numbers.map((number) => `${name}/${number}`);
    const found = await this.#options.redis.hmget(keys[hash], ...fields);
    const outcomes = await this.#resolve(keys, found);
    const there = outcomes.filter((outcome) => outcome !== null);
    return { outcomes: there, droppedCount: count - there.length };
  }

  /** Each is an outcome, or says where among the outcomes of orders it is kept; null: it is not any more. */
  async #resolve(
    { outcomes }: PartitionKeys,
    tellings: readonly (string | null)[],
  ): Promise<(KeptOutcome | null)[]> {
    const isPlace = (telling: string | null) => telling !== null && !telling.startsWith('{');
    const places = tellings.filter((telling) => telling !== null).filter(isPlace);
    const texts = places.length === 0 ? [] : await this.#options.redis.hmget(outcomes, ...places);
    const byPlace = new Map(places.map((place, at) => [place, texts[at] ?? null]));
    return tellings.map((telling) => {
      const text = telling === null || !isPlace(telling) ? telling : byPlace.get(telling);
      return text ? (JSON.parse(text) as KeptOutcome) : null;
    });
  }

  #ofEach<T>(read: (keys: PartitionKeys) => Promise<T>): Promise<T[]> {
    return Promise.all(this.#partitions.map(read));
  }
}
