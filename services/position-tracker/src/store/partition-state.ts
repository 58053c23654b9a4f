import { type Outcome, partitionKey } from '@orderonce/contracts';
import {
  type BookedInstrument,
  BookState,
  type Exposures,
  exposureOf,
  orderKeyOf,
} from '@orderonce/positions';
import { ChangesOfBatch } from './changes-of-batch.ts';
import type { Progress } from './progress.ts';
import type { OrderRecord, PositionRecord } from './records.ts';

/** What is remembered of an order beside what it counts for. */
export type Heard = Pick<OrderRecord, 'seen' | 'outcomeCount'>;

/** What is remembered of a position beside what it is. */
export type PositionNotes = Pick<PositionRecord, 'moveCount' | 'changedAt'>;

const FORGET_ABOVE = 1.1;
const NEVER_HEARD: Heard = { seen: [], outcomeCount: 0 };

/** The key under which an outcome's order is kept; of one that names no account, its id alone. */
export function recordKeyOf(outcome: Outcome): string {
  return orderKeyOf(outcome)?.order ?? `/${outcome.clientOrderId ?? outcome.outcomeId}`;
}

/**
 * One partition's state in its owner's memory, as it stands in Redis at `progress`. All positions are here, and all
 * orders that are open or in doubt, with the chains before them. Other orders come when an outcome needs them,
 * and go when there are too many.
 */
export class PartitionState {
  progress: Progress;
  readonly changes = new ChangesOfBatch();
  readonly book = new BookState(this.changes);
  readonly notes = new Map<string, PositionNotes>();
  /** By order key; those that were needed last stand at the end. */
  readonly #heard = new Map<string, Heard>();

  constructor(progress: Progress) {
    this.progress = progress;
  }

  get orderCount(): number {
    return this.#heard.size;
  }

  heardOf(key: string): Heard {
    return this.#heard.get(key) ?? NEVER_HEARD;
  }

  hear(key: string, heard: Heard): void {
    this.#heard.delete(key);
    this.#heard.set(key, heard);
  }

  exposuresOf(outcome: Outcome): Exposures | undefined {
    const instrument = orderKeyOf(outcome)?.instrument;
    return instrument === undefined ? undefined : this.book.instruments.get(instrument)?.exposures;
  }

  positionRecord(instrument: string): PositionRecord | undefined {
    const found = this.book.instruments.get(instrument);
    const notes = this.notes.get(instrument);
    if (found === undefined || notes === undefined) return undefined;
    const { accountId, symbol, position, exposures } = found;
    return { accountId, symbol, position, exposures, ...notes };
  }

  isLive(key: string): boolean {
    return this.#instrumentOf(key)?.live.has(key) ?? false;
  }

  /** Whether it is the first order of a chain in which another one is live. */
  hasLiveInChain(key: string): boolean {
    const { chains } = this.book;
    if (chains.placeOf(key)?.fills === undefined) return false;
    const live = this.#instrumentOf(key)?.live.keys() ?? [];
    return [...live].some((other) => chains.firstOf(other) === key);
  }

  recordOf(key: string): OrderRecord {
    const order = this.book.orders.get(key);
    const chain = this.book.chains.placeOf(key);
    return { ...(order && { order }), ...(chain && { chain }), ...this.heardOf(key) };
  }

  restorePosition(record: PositionRecord): void {
    const { accountId, symbol, position, exposures, moveCount, changedAt } = record;
    const instrument = partitionKey(accountId, symbol);
    const live = new Map<string, Exposures>();
    this.book.instruments.set(instrument, { accountId, symbol, position, exposures, live });
    this.notes.set(instrument, { moveCount, changedAt });
  }

  /** @param record null: Redis has none, so the order was never heard of */
  restoreOrder(key: string, record: OrderRecord | null): void {
    const { seen, outcomeCount } = record ?? NEVER_HEARD;
    this.#heard.set(key, { seen, outcomeCount });
    if (record?.chain) this.book.chains.restore(key, record.chain);
    if (record?.order) this.book.orders.set(key, record.order);
  }

  /** To be called once all live orders and the chains before them are restored. */
  restoreLive(keys: Iterable<string>): void {
    for (const key of keys) {
      const order = this.book.orderOf(key);
      if (order === undefined) continue;
      const instrument = this.book.instruments.get(partitionKey(order.accountId, order.symbol));
      instrument?.live.set(key, exposureOf(order.state));
    }
  }

  /** The orders that must be restored before these outcomes can be taken, as far as is known without them. */
  missingFor(outcomes: Iterable<Outcome>): readonly string[] {
    const needed = new Set<string>();
    for (const outcome of outcomes) for (const key of keysOf(outcome)) this.#need(key, needed);
    return [...needed].filter((key) => !this.#heard.has(key));
  }

  /** The same for orders by their keys. */
  missingBefore(keys: Iterable<string>): readonly string[] {
    const needed = new Set<string>();
    for (const key of keys) this.#need(key, needed);
    return [...needed].filter((key) => !this.#heard.has(key));
  }

  /** Lets the orders go that were not needed for longest, down to `most` of those that are not live. */
  forgetBeyond(most: number): void {
    let liveCount = 0;
    for (const { live } of this.book.instruments.values()) liveCount += live.size;
    // Many at a time: finding those that stay takes a look at all that are live.
    if (this.#heard.size - liveCount <= most * FORGET_ABOVE) return;
    const stays = new Set<string>();
    for (const { live } of this.book.instruments.values())
      for (const key of live.keys()) this.#need(key, stays);
    let surplus = this.#heard.size - liveCount - most;
    for (const key of this.#heard.keys()) {
      if (surplus <= 0) return;
      if (stays.has(key)) continue;
      this.#heard.delete(key);
      this.book.orders.delete(key);
      this.book.chains.forget(key);
      surplus -= 1;
    }
  }

  /** Keys begin with their instrument, a symbol may hold a slash, and what follows the last but one may too. */
  #instrumentOf(key: string): BookedInstrument | undefined {
    const order = this.book.orders.get(key);
    if (order !== undefined)
      return this.book.instruments.get(partitionKey(order.accountId, order.symbol));
    const [instrument] = key.split(/\/(?:external\/.*|[^/]*)$/s);
    return this.book.instruments.get(instrument ?? '');
  }

  #need(key: string, needed: Set<string>): void {
    if (needed.has(key)) return;
    needed.add(key);
    const { ahead } = this.book.chains.placeOf(key) ?? {};
    const order = this.book.orders.get(key);
    if (ahead !== undefined) this.#need(ahead, needed);
    else if (order?.state.replaces !== undefined)
      this.#need(`${partitionKey(order.accountId, order.symbol)}/${order.state.replaces}`, needed);
  }
}

/** The orders that taking an outcome may look at, without those that they lead to. */
function keysOf(outcome: Outcome): string[] {
  const keys = [recordKeyOf(outcome)];
  const instrument = orderKeyOf(outcome)?.instrument;
  if (instrument === undefined) return keys;
  if (outcome.origClientOrderId !== undefined)
    keys.push(`${instrument}/${outcome.origClientOrderId}`);
  if (outcome.execType === 'REPLACED' && outcome.execId !== undefined)
    keys.push(`${instrument}/external/${outcome.execId}`);
  return keys;
}
