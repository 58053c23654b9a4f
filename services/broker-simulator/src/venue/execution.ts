import { add, compare, type Decimal, multiply, subtract } from '@orderonce/contracts';
import type { Ledger } from '../ledger/ledger.ts';
import { fillPrice, isTriggered } from '../market/fill-price.ts';
import { type PricePath, TICK_MS } from '../market/price-path.ts';
import type { Runtime } from '../runtime.ts';
import type { Draw } from '../seed/draw.ts';
import type { Stamps } from '../wire/stamps.ts';
import { fillId } from './fill.ts';
import { isOpen, type Order } from './order.ts';
import { RestingOrders } from './resting-orders.ts';

interface ExecutionOptions {
  readonly runtime: Runtime;
  readonly ledger: Ledger;
  readonly prices: PricePath;
  readonly draw: Draw;
  readonly stamps: Stamps;
  readonly fillDelayMs: number;
}

/**
 * What happens to an order after it was accepted. Every step comes `fillDelayMs` after the one before:
 *
 *     pending_new ──▶ new ──▶ [rests until the market crosses] ──▶ first fill ──▶ second fill
 *     any open state ──▶ pending_cancel ──▶ canceled
 */
export class Execution {
  readonly #options: ExecutionOptions;
  readonly #resting = new RestingOrders();
  #isTicking = false;

  constructor(options: ExecutionOptions) {
    this.#options = options;
  }

  begin(order: Order): void {
    this.#later(() => {
      if (order.status !== 'pending_new') return;
      order.status = 'new';
      this.#touch(order);
      this.#goOn(order);
    });
  }

  requestCancel(order: Order): void {
    order.status = 'pending_cancel';
    this.#touch(order);
    this.#resting.delete(order);
    this.#record(order, 'cancel-requested');
    this.#later(() => this.#cancel(order));
  }

  /** Fills as much as the market gives now; what is left comes later, rests, or ends. */
  #goOn(order: Order): void {
    if (order.status !== 'new' && order.status !== 'partially_filled') return;
    const { prices, runtime } = this.#options;
    if (this.#fillAt(order, prices.priceAt(order.request.symbol, runtime.nowMs()))) return;
    const { timeInForce } = order.request;
    if (timeInForce === 'ioc' || timeInForce === 'fok') this.#cancel(order);
    else this.#rest(order);
  }

  /** False: the market is not as good as the order wants. */
  #fillAt(order: Order, market: Decimal): boolean {
    order.isTriggered ||= isTriggered(order.request, market);
    const price = order.isTriggered ? fillPrice(order.request, market) : null;
    if (price === null) return false;
    this.#resting.delete(order);
    const isFirst = order.status === 'new';
    this.#fill(order, isFirst ? order.firstFillQty : leavesQty(order), price);
    if (isOpen(order)) this.#later(() => this.#goOn(order));
    return true;
  }

  #fill(order: Order, quantity: Decimal, price: Decimal): void {
    const { draw, runtime } = this.#options;
    const { account } = order;
    order.filledQty = add(order.filledQty, quantity);
    order.filledCost = add(order.filledCost, multiply(price, quantity));
    const isWhole = compare(order.filledQty, order.request.qty) === 0;
    order.status = isWhole ? 'filled' : 'partially_filled';
    this.#touch(order);
    if (isWhole) order.filledAt = order.updatedAt;
    const number = account.fills.length + 1;
    const id = fillId(order.updatedAt, number, draw.uuid('fill', order.id, order.filledQty));
    account.book({
      id,
      order,
      quantity,
      price,
      cumQty: order.filledQty,
      leavesQty: leavesQty(order),
      at: order.updatedAt,
    });
    account.release(order);
    this.#options.ledger.append({
      ...named(order, runtime.nowMs()),
      kind: 'fill',
      quantity,
      price,
      cumQty: order.filledQty,
      fillId: id,
    });
  }

  #cancel(order: Order): void {
    order.status = 'canceled';
    this.#touch(order);
    order.canceledAt = order.updatedAt;
    order.account.release(order);
    this.#record(order, 'canceled');
  }

  #record(order: Order, kind: 'cancel-requested' | 'canceled'): void {
    const { ledger, runtime } = this.#options;
    ledger.append({ ...named(order, runtime.nowMs()), kind, cumQty: order.filledQty });
  }

  #rest(order: Order): void {
    this.#resting.add(order);
    if (this.#isTicking) return;
    this.#isTicking = true;
    this.#options.runtime.after(TICK_MS, () => this.#tick());
  }

  #tick(): void {
    const { prices, runtime } = this.#options;
    for (const [symbol, orders] of this.#resting.bySymbol()) {
      const market = prices.priceAt(symbol, runtime.nowMs());
      for (const order of orders) this.#fillAt(order, market);
    }
    this.#isTicking = !this.#resting.isEmpty;
    if (this.#isTicking) runtime.after(TICK_MS, () => this.#tick());
  }

  #touch(order: Order): void {
    order.updatedAt = this.#options.stamps.next(this.#options.runtime.nowMs());
  }

  #later(step: () => void): void {
    this.#options.runtime.after(this.#options.fillDelayMs, step);
  }
}

const leavesQty = (order: Order) => subtract(order.request.qty, order.filledQty);

function named(order: Order, atMs: number) {
  return {
    atMs,
    accountId: order.account.accountId,
    clientOrderId: order.clientOrderId,
    brokerOrderId: order.id,
    symbol: order.request.symbol,
    side: order.request.side === 'buy' ? 'BUY' : 'SELL',
  } as const;
}
