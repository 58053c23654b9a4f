import type { AccountId, Outcome, TradingSymbol } from '@orderonce/contracts';
import type { RecordPosition } from '@orderonce/kafka';
import { type FoldAlarm, foldOutcome } from '../fold/fold-outcome.ts';
import { type OrderKey, orderKeyOf } from '../fold/order-key.ts';
import { type OrderState, standingOf, UNHEARD_OF } from '../fold/order-state.ts';
import { FLAT, type Position } from '../fold/position.ts';
import { stateHash } from '../fold/state-hash.ts';
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
    return { orders: keys.flatMap((key) => this.#orders.get(key) ?? []), history };
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
    const before = {
      order: this.#orders.get(key.order)?.state ?? UNHEARD_OF,
      position: instrument?.position ?? FLAT,
    };
    const { order, position, alarm } = foldOutcome(before, outcome);
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
    const orders = [...liveOrders].flatMap((key) => this.#orders.get(key) ?? []);
    return { accountId, symbol, position, liveOrders: orders };
  }
}
