import {
  type AccountId,
  compare,
  type Outcome,
  type TradingSymbol,
  ZERO,
} from '@orderonce/contracts';
import type { RecordPosition } from '@orderonce/kafka';
import { NO_FILLS } from '../fold/counted-fills.ts';
import { type FoldAlarm, foldOutcome, moveBy } from '../fold/fold-outcome.ts';
import { type OrderKey, orderKeyOf } from '../fold/order-key.ts';
import { type OrderState, standingOf, UNHEARD_OF } from '../fold/order-state.ts';
import { FLAT, type Position } from '../fold/position.ts';
import { stateHash } from '../fold/state-hash.ts';
import { FillChains } from './fill-chains.ts';
import { type History, keptOutcome, OutcomeHistory } from './outcome-history.ts';

export interface BookLimits {
  /** Orders whose outcomes are kept for showing. What counts of an order is kept for all. */
  readonly maxHistories: number;
}

/** One order and whose it is. */
export interface BookedOrder {
  readonly accountId: AccountId;
  readonly symbol: TradingSymbol;
  /** Absent only for a stranger's order whose venue named none. */
  readonly clientOrderId?: string;
  readonly state: OrderState;
}

export interface BookedPosition {
  readonly accountId: AccountId;
  readonly symbol: TradingSymbol;
  readonly position: Position;
  /** The orders that are open or in doubt. */
  readonly liveOrders: readonly BookedOrder[];
}

/** What taking one outcome came to. */
export interface Booked {
  /** Its outcome id was there before: the same event once more. */
  readonly isRepeat: boolean;
  readonly isChange: boolean;
  /** The order after it; null when the outcome is about none that can be named. */
  readonly order: OrderState | null;
  readonly alarm?: FoldAlarm;
}

const MAX_OUTCOMES_PER_ORDER = 100;
const MAX_INSTRUMENTS = 100_000;
const MAX_OUTCOMES_PER_POSITION = 1000;

interface Instrument extends Omit<BookedPosition, 'liveOrders'> {
  readonly liveOrders: Set<string>;
  position: Position;
}

/** All positions and orders of the outcomes taken so far. */
export class PositionBook {
  readonly #instruments = new Map<string, Instrument>();
  readonly #orders = new Map<string, BookedOrder>();
  readonly #chains = new FillChains();
  /** Order keys by client order id: more than one only when an id was used in two places. */
  readonly #byClientOrderId = new Map<string, string[]>();
  readonly #historyOfOrders: OutcomeHistory;
  readonly #historyOfPositions = new OutcomeHistory({
    maxKeys: MAX_INSTRUMENTS,
    maxOutcomesPerKey: MAX_OUTCOMES_PER_POSITION,
  });

  constructor({ maxHistories }: BookLimits) {
    this.#historyOfOrders = new OutcomeHistory({
      maxKeys: maxHistories,
      maxOutcomesPerKey: MAX_OUTCOMES_PER_ORDER,
    });
  }

  /** Takes one outcome. Taking it again, or late, changes no quantity. */
  take(outcome: Outcome, record: RecordPosition): Booked {
    const key = orderKeyOf(outcome);
    // Folded even when the id is known: a second verdict or a second order hides behind a repeated id.
    const folded = key === null ? null : this.#fold(key, outcome, record);
    const historyKey = outcome.clientOrderId ?? key?.order ?? outcome.outcomeId;
    const isRepeat = this.#historyOfOrders.has(historyKey, outcome.outcomeId);
    if (!isRepeat) this.#historyOfOrders.add(historyKey, keptOutcome(outcome, record));
    return { isRepeat, isChange: false, order: null, ...folded };
  }

  positions(): BookedPosition[] {
    return [...this.#instruments.values()].map((instrument) => this.#show(instrument));
  }

  position(instrument: string): (BookedPosition & { readonly history: History }) | null {
    const found = this.#instruments.get(instrument);
    if (found === undefined) return null;
    return { ...this.#show(found), history: this.#historyOfPositions.of(instrument) };
  }

  /** Null when no outcome ever named the id. */
  order(clientOrderId: string): { orders: readonly BookedOrder[]; history: History } | null {
    const history = this.#historyOfOrders.of(clientOrderId);
    const keys = this.#byClientOrderId.get(clientOrderId) ?? [];
    if (keys.length === 0 && history.outcomes.length === 0) return null;
    return { orders: keys.flatMap((key) => this.#showOrder(key)), history };
  }

  hash(): string {
    return stateHash(
      new Map([...this.#instruments].map(([key, { position }]) => [key, position])),
      new Map([...this.#orders].map(([key, { state }]) => [key, state])),
    );
  }

  #fold(key: OrderKey, outcome: Outcome, record: RecordPosition): Omit<Booked, 'isRepeat'> {
    const { accountId, symbol } = key;
    const instrument = this.#instruments.get(key.instrument);
    const order0 = this.#orders.get(key.order)?.state ?? UNHEARD_OF;
    const chain = this.#chains.fillsOf(key.order);
    const before = {
      order: order0,
      position: instrument?.position ?? FLAT,
      ...(chain && { chain }),
    };
    const folded = foldOutcome(before, outcome);
    const { order, alarm } = folded;
    if (folded.chain) this.#chains.note(key.order, folded.chain);
    const position = this.#link(key, order, outcome, folded.position);
    const isChange = order !== before.order || position !== before.position;
    if (isChange) {
      const changed = instrument ?? this.#begin(key);
      changed.position = position;
      if (standingOf(order) === 'none') changed.liveOrders.delete(key.order);
      else changed.liveOrders.add(key.order);
      this.#index(key.order, outcome.clientOrderId);
      const { clientOrderId } = outcome;
      this.#orders.set(key.order, {
        accountId,
        symbol,
        ...(clientOrderId !== undefined && { clientOrderId }),
        state: order,
      });
    }
    if (position !== before.position)
      this.#historyOfPositions.add(key.instrument, keptOutcome(outcome, record));
    return { isChange, order, ...(alarm && { alarm }) };
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
    if (this.#chains.isLinked(key)) return position;
    const [own, named] = [key, replaced].map((of) => {
      return { key: of, fills: this.#orders.get(of)?.state.fills ?? NO_FILLS };
    });
    if (own === undefined || named === undefined) return position;
    const twice = this.#chains.link(own, named);
    return side === undefined ? position : moveBy(position, side, twice, NO_FILLS);
  }

  #begin({ accountId, symbol, instrument }: OrderKey): Instrument {
    const begun = { accountId, symbol, position: FLAT, liveOrders: new Set<string>() };
    this.#instruments.set(instrument, begun);
    return begun;
  }

  #index(orderKey: string, clientOrderId: string | undefined): void {
    if (clientOrderId === undefined || this.#orders.has(orderKey)) return;
    const keys = this.#byClientOrderId.get(clientOrderId) ?? [];
    this.#byClientOrderId.set(clientOrderId, [...keys, orderKey]);
  }

  #show({ accountId, symbol, position, liveOrders }: Instrument): BookedPosition {
    const orders = [...liveOrders].flatMap((key) => this.#showOrder(key));
    return { accountId, symbol, position, liveOrders: orders };
  }

  /** What is open of a replacement is its total less what the whole chain has filled. */
  #showOrder(key: string): readonly BookedOrder[] {
    const order = this.#orders.get(key);
    if (order === undefined) return [];
    const fills = this.#chains.fillsOf(key);
    if (fills === undefined || standingOf(order.state) !== 'open') return [order];
    return [{ ...order, state: { ...order.state, fills } }];
  }
}

/** Whether there ever was such an order: a replace that was refused has no part in the chain. */
function hasCome({ verdict, isCorrected, fills }: OrderState): boolean {
  return verdict === 'ACCEPTED' || isCorrected || compare(fills.cumQty, ZERO) > 0;
}
