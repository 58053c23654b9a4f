import { type AccountId, type Outcome, type TradingSymbol, ZERO } from '@orderonce/contracts';
import { compare } from '../fold/amount.ts';
import { NO_FILLS } from '../fold/counted-fills.ts';
import { type FoldAlarm, foldOutcome, moveBy } from '../fold/fold-outcome.ts';
import { type OrderKey, orderKeyOf } from '../fold/order-key.ts';
import { type OrderState, standingOf, UNHEARD_OF } from '../fold/order-state.ts';
import { FLAT, type Position } from '../fold/position.ts';
import { changeExposures, type Exposures, exposureOf, NO_EXPOSURES } from './exposure.ts';
import { FillChains } from './fill-chains.ts';

/** One order and whose it is. */
export interface BookedOrder {
  readonly accountId: AccountId;
  readonly symbol: TradingSymbol;
  /** Absent only for a stranger's order whose venue named none. */
  readonly clientOrderId?: string;
  readonly state: OrderState;
}

/** One position and what may still trade on it. */
export interface BookedInstrument {
  readonly accountId: AccountId;
  readonly symbol: TradingSymbol;
  readonly position: Position;
  readonly exposures: Exposures;
  /** The orders that are open or in doubt, with what each adds to the exposures. */
  readonly live: ReadonlyMap<string, Exposures>;
}

interface Instrument extends BookedInstrument {
  position: Position;
  exposures: Exposures;
  readonly live: Map<string, Exposures>;
}

/** What taking one outcome came to. */
export interface BookChange {
  /** Null: the outcome names no account or symbol, so it is about no order of any. */
  readonly key: OrderKey | null;
  readonly isChange: boolean;
  readonly isPositionChange: boolean;
  /** The order after it; null when the outcome is about none that can be named. */
  readonly order: OrderState | null;
  readonly alarm?: FoldAlarm;
}

/** Hears of each change just before it is made; `before` is undefined for what was not there. */
export interface BookWatch {
  position(instrument: string, before: Position | undefined): void;
  order(key: string, before: OrderState | undefined): void;
  chain(key: string): void;
}

const UNWATCHED: BookWatch = { position() {}, order() {}, chain() {} };

/**
 * What outcomes add up to, and nothing else: positions, orders and replace chains by their keys. An order whose
 * key and chain are not here counts as never heard of, so whoever lets orders go must bring them back
 * before an outcome of theirs is taken.
 */
export class BookState {
  readonly instruments = new Map<string, Instrument>();
  readonly orders = new Map<string, BookedOrder>();
  readonly chains: FillChains;
  readonly #watch: BookWatch;

  constructor(watch: BookWatch = UNWATCHED) {
    this.#watch = watch;
    this.chains = new FillChains((key) => watch.chain(key));
  }

  /** Takes one outcome. Taking it again, or late, changes no quantity. */
  take(outcome: Outcome): BookChange {
    const key = orderKeyOf(outcome);
    if (key === null) return { key, isChange: false, isPositionChange: false, order: null };
    const earlier = this.orders.get(key.order)?.state;
    const held = this.instruments.get(key.instrument)?.position;
    const chain = this.chains.fillsOf(key.order);
    const before = {
      order: earlier ?? UNHEARD_OF,
      position: held ?? FLAT,
      ...(chain && { chain }),
    };
    const folded = foldOutcome(before, outcome);
    const { order, alarm } = folded;
    if (folded.chain) this.chains.note(key.order, folded.chain);
    const position = this.#link(key, order, outcome, folded.position);
    const isPositionChange = position !== before.position;
    const isChange = order !== before.order || isPositionChange;
    if (isChange) this.#put(key, outcome.clientOrderId, { order, position });
    return { key, isChange, isPositionChange, order, ...(alarm && { alarm }) };
  }

  /** The order as it counts: what is open of a replacement is its total less what the whole chain has filled. */
  orderOf(key: string): BookedOrder | undefined {
    const order = this.orders.get(key);
    const fills = this.chains.fillsOf(key);
    if (order === undefined || fills === undefined || standingOf(order.state) !== 'open')
      return order;
    return { ...order, state: { ...order.state, fills } };
  }

  #put(
    { accountId, symbol, instrument: name, order: key }: OrderKey,
    clientOrderId: string | undefined,
    { order, position }: { readonly order: OrderState; readonly position: Position },
  ): void {
    const instrument = this.instruments.get(name);
    const changed = instrument ?? this.#begin(name, { accountId, symbol });
    this.#watch.position(name, instrument?.position);
    changed.position = position;
    this.#watch.order(key, this.orders.get(key)?.state);
    const named = clientOrderId !== undefined && { clientOrderId };
    this.orders.set(key, { accountId, symbol, ...named, state: order });
    this.#expose(changed, key);
  }

  #begin(name: string, { accountId, symbol }: Pick<Instrument, 'accountId' | 'symbol'>) {
    const live = new Map<string, Exposures>();
    const begun = { accountId, symbol, position: FLAT, exposures: NO_EXPOSURES, live };
    this.instruments.set(name, begun);
    return begun;
  }

  /** A fill of one order of a chain leaves less of the others too. */
  #expose(instrument: Instrument, key: string): void {
    this.#exposeOne(instrument, key);
    if (this.chains.fillsOf(key) === undefined) return;
    const first = this.chains.firstOf(key);
    for (const other of [...instrument.live.keys()])
      if (other !== key && this.chains.firstOf(other) === first) this.#exposeOne(instrument, other);
  }

  #exposeOne(instrument: Instrument, key: string): void {
    const before = instrument.live.get(key) ?? NO_EXPOSURES;
    const own = this.orders.get(key)?.state;
    const counted = this.orderOf(key)?.state;
    const isLive = own !== undefined && counted !== undefined && standingOf(own) !== 'none';
    const after = isLive ? exposureOf(counted) : NO_EXPOSURES;
    // By its own outcomes alone: that its chain is filled ends an order only once that is told of it.
    if (isLive) instrument.live.set(key, after);
    else instrument.live.delete(key);
    instrument.exposures = changeExposures(instrument.exposures, before, after);
  }

  /**
   * Counts two chains as one once it is known that an order of one took the place of an order of the other. One of
   * ours names it in its intent; one that somebody made by hand is named by the end of the order that it replaced.
   */
  #link(key: OrderKey, order: OrderState, outcome: Outcome, position: Position): Position {
    const { instrument } = key;
    if (order.replaces !== undefined && hasCome(order))
      return this.#count(key.order, `${instrument}/${order.replaces}`, order, position);
    if (outcome.execType === 'REPLACED' && outcome.execId !== undefined)
      return this.#count(`${instrument}/external/${outcome.execId}`, key.order, order, position);
    return position;
  }

  #count(key: string, replaced: string, { side }: OrderState, position: Position): Position {
    if (this.chains.isLinked(key)) return position;
    const [own, named] = [key, replaced].map((of) => {
      return { key: of, fills: this.orders.get(of)?.state.fills ?? NO_FILLS };
    });
    if (own === undefined || named === undefined) return position;
    const twice = this.chains.link(own, named);
    return side === undefined ? position : moveBy(position, side, twice, NO_FILLS);
  }
}

/** Whether there ever was such an order: a replace that was refused has no part in the chain. */
function hasCome({ verdict, isCorrected, fills }: OrderState): boolean {
  return verdict === 'ACCEPTED' || isCorrected || compare(fills.cumQty, ZERO) > 0;
}
