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
import { isOpen, type Order } from './order.ts';
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
    this.secretKey = options.secretKey;
    this.canShort = options.canShort;
    this.cash = options.cash;
  }

  /** What open orders to buy leave of the cash. */
  get buyingPower(): Decimal {
    return subtract(this.cash, this.#reserved);
  }

  /** Counts a post of this id, and says which one it is. */
  countAttempt(clientOrderId: string): number {
    const attempt = (this.#attempts.get(clientOrderId) ?? 0) + 1;
    this.#attempts.set(clientOrderId, attempt);
    return attempt;
  }

  /** The first order that took this id. */
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

  /** Why the account cannot afford an order, if it cannot; `cost` is what a buy would take. */
  refusalOf(request: OrderRequest, cost: Decimal): Refusal | null {
    if (request.side === 'buy') {
      const available = this.buyingPower;
      return compare(cost, available) > 0 ? REFUSALS.buyingPower(available, cost) : null;
    }
    if (this.canShort) return null;
    const has = this.positionIn(request.symbol).quantity;
    const held = this.#heldForSells(request.symbol);
    const available = subtract(has, held);
    return compare(request.qty, available) > 0
      ? REFUSALS.quantity(request.symbol, request.qty, available, held, has)
      : null;
  }

  add(order: Order): void {
    this.orders.push(order);
    this.open.add(order);
    this.#byId.set(order.id, order);
    if (!this.#byClientOrderId.has(order.clientOrderId))
      this.#byClientOrderId.set(order.clientOrderId, order);
    this.#reserved = add(this.#reserved, order.reserved);
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
    if (isOpen(order)) return;
    this.open.delete(order);
    this.#reserved = subtract(this.#reserved, order.reserved);
    order.reserved = ZERO;
  }

  #heldForSells(symbol: string): Decimal {
    let held = ZERO;
    for (const { request, filledQty } of this.open)
      if (request.symbol === symbol && request.side === 'sell')
        held = add(held, subtract(request.qty, filledQty));
    return held;
  }
}
