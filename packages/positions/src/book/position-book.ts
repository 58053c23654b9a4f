import type { AccountId, Outcome, TradingSymbol } from '@orderonce/contracts';
import type { RecordPosition } from '@orderonce/kafka';
import type { FoldAlarm } from '../fold/fold-outcome.ts';
import type { OrderState } from '../fold/order-state.ts';
import type { Position } from '../fold/position.ts';
import { stateHash } from '../fold/state-hash.ts';
import {
  type BookChange,
  type BookedInstrument,
  type BookedOrder,
  BookState,
} from './book-state.ts';
import { type History, keptOutcome, OutcomeHistory } from './outcome-history.ts';

export interface BookLimits {
  /** Orders whose outcomes are kept for showing. What counts of an order is kept for all. */
  readonly maxHistories: number;
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

/** All positions and orders of the outcomes taken so far, in this process's memory. */
export class PositionBook {
  readonly #state = new BookState();
  /** Order keys by client order id: more than one only when an id was used in two places. */
  readonly #byClientOrderId = new Map<string, Set<string>>();
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
    // Folded even when the id is known: a second verdict or a second order hides behind a repeated id.
    const taken = this.#state.take(outcome);
    const { key, isChange, isPositionChange, order, alarm } = taken;
    if (isChange) this.#index(taken, outcome.clientOrderId);
    if (isPositionChange && key !== null)
      this.#historyOfPositions.add(key.instrument, keptOutcome(outcome, record));
    const historyKey = outcome.clientOrderId ?? key?.order ?? outcome.outcomeId;
    const isRepeat = this.#historyOfOrders.has(historyKey, outcome.outcomeId);
    if (!isRepeat) this.#historyOfOrders.add(historyKey, keptOutcome(outcome, record));
    return { isRepeat, isChange, order, ...(alarm && { alarm }) };
  }

  positions(): BookedPosition[] {
    return [...this.#state.instruments.values()].map((instrument) => this.#show(instrument));
  }

  position(instrument: string): (BookedPosition & { readonly history: History }) | null {
    const found = this.#state.instruments.get(instrument);
    if (found === undefined) return null;
    return { ...this.#show(found), history: this.#historyOfPositions.of(instrument) };
  }

  /** Null when no outcome ever named the id. */
  order(clientOrderId: string): { orders: readonly BookedOrder[]; history: History } | null {
    const history = this.#historyOfOrders.of(clientOrderId);
    const keys = [...(this.#byClientOrderId.get(clientOrderId) ?? [])];
    if (keys.length === 0 && history.outcomes.length === 0) return null;
    return { orders: keys.flatMap((key) => this.#state.orderOf(key) ?? []), history };
  }

  hash(): string {
    const { instruments, orders } = this.#state;
    return stateHash(
      new Map([...instruments].map(([key, { position }]) => [key, position])),
      new Map([...orders].map(([key, { state }]) => [key, state])),
    );
  }

  #index({ key }: BookChange, clientOrderId: string | undefined): void {
    if (clientOrderId === undefined || key === null) return;
    const keys = this.#byClientOrderId.get(clientOrderId);
    if (keys) keys.add(key.order);
    else this.#byClientOrderId.set(clientOrderId, new Set([key.order]));
  }

  #show({ accountId, symbol, position, live }: BookedInstrument): BookedPosition {
    const orders = [...live.keys()].flatMap((key) => this.#state.orderOf(key) ?? []);
    return { accountId, symbol, position, liveOrders: orders };
  }
}
