import {
  type AccountId,
  add,
  compare,
  type Decimal,
  multiply,
  negate,
  subtract,
  ZERO,
} from '@orderonce/contracts';
import type { OrderRequest } from '../wire/order-request.ts';
import type { Fill } from './fill.ts';
import { isOpen, leavesQty, type Order } from './order.ts';
import { applyFill, FLAT, type Position } from './position.ts';
import { REFUSALS, type Refusal } from './refusal.ts';

export interface AccountOptions {
  readonly accountId: AccountId;
  readonly keyId: string;
  readonly secretKey: string;
  readonly cash: Decimal;
  /** Whether it may sell what it does not have. */
  readonly canShort: boolean;
}

/** One customer of the venue: money, orders, fills, positions. */
export class Account {
  readonly accountId: AccountId;
  readonly keyId: string;
  readonly secretKey: string;
  readonly canShort: boolean;
  cash: Decimal;
  readonly orders: Order[] = [];
  readonly open = new Set<Order>();
  readonly fills: Fill[] = [];
  readonly positions = new Map<string, Position>();
  readonly #byId = new Map<string, Order>();
  readonly #byClientOrderId = new Map<string, Order>();
  readonly #fillNumbers = new Map<string, number>();
  readonly #attempts = new Map<string, number>();
  #reserved: Decimal = ZERO;

  constructor(options: AccountOptions) {
    this.accountId = options.accountId;
    this.keyId = options.keyId;
    this.secretKey = options.secretKey;
    this.canShort = options.canShort;
    this.cash = options.cash;
  }

  /** What open orders to buy leave of the cash. */
  get buyingPower(): Decimal {
    return subtract(this.cash, this.#reserved);
  }

  /** Counts a request about this id, and says which one of its kind it is. */
  countAttempt(kind: 'order' | 'cancel', id: string): number {
    const key = kind === 'order' ? id : `cancel ${id}`;
    const attempt = (this.#attempts.get(key) ?? 0) + 1;
    this.#attempts.set(key, attempt);
    return attempt;
  }

  /** The order that has this id: the first that took it, or the last one, as the venue has it. */
  byClientOrderId(clientOrderId: string): Order | undefined {
    return this.#byClientOrderId.get(clientOrderId);
  }

  byId(id: string): Order | undefined {
    return this.#byId.get(id);
  }

  /** The index in `fills` of the fill with this id. */
  fillIndex(id: string): number | undefined {
    return this.#fillNumbers.get(id);
  }

  positionIn(symbol: string): Position {
    return this.positions.get(symbol) ?? FLAT;
  }

  /**
   * Why the account cannot afford an order, if it cannot. `cost` is what a buy would take, and what an order
   * that it replaces holds already is free for it.
   */
  refusalOf(request: OrderRequest, cost: Decimal, replaced: Order | null = null): Refusal | null {
    if (request.side === 'buy') {
      const available = add(this.buyingPower, replaced?.reserved ?? ZERO);
      return compare(cost, available) > 0 ? REFUSALS.buyingPower(available, cost) : null;
    }
    const filled = replaced?.filledQty ?? ZERO;
    const leaves = subtract(request.qty, filled);
    return this.canShort ? null : this.refusalOfQty(request.symbol, leaves, replaced);
  }

  /** Why there is not so much left of a position that no other order is about to close, if there is not. */
  refusalOfQty(symbol: string, qty: Decimal, replaced: Order | null = null): Refusal | null {
    const has = magnitude(this.positionIn(symbol).quantity);
    const held = this.heldQty(symbol, replaced);
    const available = subtract(has, held);
    return compare(qty, available) > 0
      ? REFUSALS.quantity(symbol, qty, available, held, has)
      : null;
  }

  /** What open orders against the position in a symbol are about to take of it. */
  heldQty(symbol: string, except: Order | null = null): Decimal {
    const against = compare(this.positionIn(symbol).quantity, ZERO) < 0 ? 'buy' : 'sell';
    let held = ZERO;
    for (const order of this.open) {
      const counts = order !== except && !isGoing(order) && order.request.symbol === symbol;
      if (counts && order.request.side === against) held = add(held, leavesQty(order));
    }
    return held;
  }

  /** `takesName`: look-ups by its client order id find it from now on, whoever had the id before. */
  add(order: Order, takesName: boolean): void {
    this.orders.push(order);
    this.open.add(order);
    this.#byId.set(order.id, order);
    if (takesName || !this.#byClientOrderId.has(order.clientOrderId))
      this.#byClientOrderId.set(order.clientOrderId, order);
    this.#reserved = add(this.#reserved, order.reserved);
  }

  /** From now on nobody has this id. */
  forget(clientOrderId: string): void {
    this.#byClientOrderId.delete(clientOrderId);
  }

  /** Holds this much for an order, and no longer what it held before. */
  reserve(order: Order, amount: Decimal): void {
    this.#reserved = add(subtract(this.#reserved, order.reserved), amount);
    order.reserved = amount;
  }

  /** Books a fill that the order already shows. */
  book(fill: Fill): void {
    const { order, quantity, price } = fill;
    const { side, symbol } = order.request;
    this.#fillNumbers.set(fill.id, this.fills.push(fill) - 1);
    const signedQty = side === 'buy' ? quantity : negate(quantity);
    const position = applyFill(this.positionIn(symbol), signedQty, price);
    if (position === FLAT) this.positions.delete(symbol);
    else this.positions.set(symbol, position);
    this.cash = subtract(this.cash, multiply(signedQty, price));
  }

  /** Gives back what a closed order held. */
  release(order: Order): void {
    if (isOpen(order) || !this.open.delete(order)) return;
    this.reserve(order, ZERO);
  }
}

const magnitude = (value: Decimal) => (compare(value, ZERO) < 0 ? negate(value) : value);

/** It may come in another's place, or is being canceled: it holds nothing of its own yet, or no longer. */
const isGoing = ({ status, replaces }: Order) =>
  status === 'pending_cancel' || replaces?.status === 'pending_replace';
