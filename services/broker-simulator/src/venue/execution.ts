import type { Decimal } from '@orderonce/contracts';
import { fillPrice, isTriggered } from '../market/fill-price.ts';
import { type PricePath, TICK_MS } from '../market/price-path.ts';
import type { Runtime } from '../runtime.ts';
import type { Draw } from '../seed/draw.ts';
import { bookFill } from './book-fill.ts';
import { hasFills, isOpen, leavesQty, type Order } from './order.ts';
import type { OrderLog } from './order-log.ts';
import { RestingOrders } from './resting-orders.ts';
import type { TradingSession } from './trading-session.ts';

interface ExecutionOptions {
  readonly runtime: Runtime;
  readonly prices: PricePath;
  readonly draw: Draw;
  readonly log: OrderLog;
  readonly session: TradingSession;
  readonly fillDelayMs: number;
}

/**
 * What happens to an order after it was accepted. Every step comes `fillDelayMs` after the one before:
 *
 *     pending_new ──▶ new ──▶ [rests until the market crosses] ──▶ first fill ──▶ second fill
 *     pending_new ──▶ rejected, where a fault says so
 *     any open state ──▶ pending_cancel ──▶ canceled, or filled before that where a fault says so
 *     any open state ──▶ expired, at the end of the session
 */
export class Execution {
  readonly #options: ExecutionOptions;
  readonly #resting = new RestingOrders();
  #isTicking = false;

  constructor(options: ExecutionOptions) {
    this.#options = options;
  }

  begin(order: Order, isRejectedLate: boolean): void {
    const { status } = order;
    this.#watch(order);
    this.later(() => {
      // Canceled or expired meanwhile: no longer of any interest.
      if (order.status !== status) return;
      if (isRejectedLate) this.#reject(order);
      else this.#goLive(order);
    });
  }

  /** Begins an order whose step is done already: it comes in another's place. */
  beginAtOnce(order: Order): void {
    this.#watch(order);
    this.#goLive(order);
  }

  /** What was suspended goes on as if nothing had been asked. */
  resume(order: Order): void {
    this.#options.log.turn(order, liveStatus(order));
    this.#goOn(order);
  }

  #watch(order: Order): void {
    this.#options.session.watch(order, (each) => this.#expire(each));
  }

  #goLive(order: Order): void {
    const { log } = this.#options;
    log.turn(order, liveStatus(order));
    log.tell('new', order);
    this.#goOn(order);
  }

  #reject(order: Order): void {
    const { log } = this.#options;
    log.turn(order, 'rejected');
    log.enter(order, 'rejected-late');
    log.tell('rejected', order);
  }

  /** Nothing of the order fills from now on, unless by name. */
  suspend(order: Order, status: 'pending_cancel' | 'pending_replace'): void {
    const { log } = this.#options;
    this.#resting.delete(order);
    log.turn(order, status);
    log.tell(status, order);
  }

  requestCancel(order: Order, isFilledFirst: boolean): void {
    const { log } = this.#options;
    this.suspend(order, 'pending_cancel');
    log.enter(order, 'cancel-requested', { cumQty: order.filledQty });
    this.later(() => {
      if (order.status !== 'pending_cancel') return;
      if (isFilledFirst) this.#fillInstead(order);
      else this.#cancel(order);
    });
  }

  /** All that is left, at once and whatever the market says. */
  fillAll(order: Order): void {
    const { prices, runtime } = this.#options;
    const { limitPrice, symbol } = order.request;
    const price = limitPrice ?? prices.priceAt(symbol, runtime.nowMs());
    bookFill(order, leavesQty(order), price, this.#options);
  }

  later(step: () => void): void {
    this.#options.runtime.after(this.#options.fillDelayMs, step);
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
    bookFill(order, isFirst ? order.firstFillQty : leavesQty(order), price, this.#options);
    if (isOpen(order)) this.later(() => this.#goOn(order));
    return true;
  }

  #fillInstead(order: Order): void {
    const { log } = this.#options;
    this.fillAll(order);
    log.enter(order, 'cancel-rejected', { cumQty: order.filledQty });
    log.tell('order_cancel_rejected', order);
  }

  #cancel(order: Order): void {
    const { log } = this.#options;
    log.turn(order, 'canceled');
    log.enter(order, 'canceled', { cumQty: order.filledQty });
    log.tell('canceled', order);
  }

  #expire(order: Order): void {
    const { log } = this.#options;
    this.#resting.delete(order);
    log.turn(order, 'expired');
    log.enter(order, 'expired', { cumQty: order.filledQty });
    log.tell('expired', order);
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
}

const liveStatus = (order: Order) => (hasFills(order) ? 'partially_filled' : 'new');
