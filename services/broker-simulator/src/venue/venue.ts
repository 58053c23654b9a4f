import { type Decimal, multiply, ZERO } from '@orderonce/contracts';
import type { Ledger } from '../ledger/ledger.ts';
import type { PricePath } from '../market/price-path.ts';
import { firstFillQty } from '../market/split-fill.ts';
import type { Runtime } from '../runtime.ts';
import type { Draw } from '../seed/draw.ts';
import { clientOrderIdIn, type OrderRequest, readOrderRequest } from '../wire/order-request.ts';
import type { Stamps } from '../wire/stamps.ts';
import type { Account } from './account.ts';
import { Execution } from './execution.ts';
import { isOpen, type Order } from './order.ts';
import { isRefusal, REFUSALS, type Refusal } from './refusal.ts';

export interface VenueOptions {
  readonly runtime: Runtime;
  readonly ledger: Ledger;
  readonly prices: PricePath;
  readonly draw: Draw;
  readonly stamps: Stamps;
  readonly fillDelayMs: number;
  readonly repeatedIds: 'refuse' | 'accept';
  /** What is traded here; null: every symbol of the right form. */
  readonly symbols: ReadonlySet<string> | null;
}

const SYMBOL_FORM = /^[A-Z0-9][A-Z0-9.]{0,11}(?:\/[A-Z]{3,4})?$/;

/** The matching and the books, without any HTTP: what an order meets once it has arrived. */
export class Venue {
  readonly #options: VenueOptions;
  readonly #execution: Execution;

  constructor(options: VenueOptions) {
    this.#options = options;
    this.#execution = new Execution(options);
  }

  /** Takes or refuses one order, for good, and writes into the ledger which. */
  submit(account: Account, body: unknown, hideMs: number): Order | Refusal {
    const request = readOrderRequest(body);
    if (isRefusal(request)) return this.#refuse(account, body, request);
    const refusal = this.#refusalOf(account, request);
    if (refusal !== null) return this.#refuse(account, body, refusal);
    return this.#accept(account, request, hideMs);
  }

  /** Takes a request to cancel; whether the order ends canceled or filled, time tells. */
  cancel(account: Account, id: string): Order | Refusal {
    const order = this.findById(account, id);
    if (order === undefined) return REFUSALS.noOrder(id);
    // Asking again for what is already done or under way is no error.
    if (order.status === 'canceled' || order.status === 'pending_cancel') return order;
    if (!isOpen(order)) return REFUSALS.notOpen(order.status);
    this.#execution.requestCancel(order);
    return order;
  }

  findById(account: Account, id: string): Order | undefined {
    return this.#shown(account.byId(id));
  }

  findByClientOrderId(account: Account, id: string): Order | undefined {
    return this.#shown(account.byClientOrderId(id));
  }

  isShown(order: Order): boolean {
    return order.hiddenUntilMs <= this.#options.runtime.nowMs();
  }

  #shown(order: Order | undefined): Order | undefined {
    return order !== undefined && this.isShown(order) ? order : undefined;
  }

  /**
   * Money comes before the id: nobody has shown in which order Alpaca looks, and this one is the harder for
   * a client, because a repeat of a live order may then be refused for its cost.
   */
  #refusalOf(account: Account, request: OrderRequest): Refusal | null {
    const { symbols, repeatedIds } = this.#options;
    const { symbol, clientOrderId } = request;
    const isTraded = symbols === null ? SYMBOL_FORM.test(symbol) : symbols.has(symbol);
    if (!isTraded) return REFUSALS.unknownAsset(symbol);
    const unaffordable = account.refusalOf(request, this.#costOf(request));
    if (unaffordable !== null) return unaffordable;
    const isTaken = clientOrderId !== null && account.byClientOrderId(clientOrderId) !== undefined;
    return isTaken && repeatedIds === 'refuse' ? REFUSALS.repeatedId : null;
  }

  #refuse(account: Account, body: unknown, refusal: Refusal): Refusal {
    const id = clientOrderIdIn(body);
    this.#options.ledger.append({
      atMs: this.#options.runtime.nowMs(),
      accountId: account.accountId,
      kind: refusal === REFUSALS.repeatedId ? 'refused-duplicate' : 'rejected',
      ...(id === undefined ? {} : { clientOrderId: id }),
      ...(refusal.code === undefined ? {} : { code: refusal.code }),
      message: refusal.message,
    });
    return refusal;
  }

  #accept(account: Account, request: OrderRequest, hideMs: number): Order {
    const { draw, runtime, stamps, ledger } = this.#options;
    const nowMs = runtime.nowMs();
    const number = account.orders.length;
    const clientOrderId = request.clientOrderId ?? draw.uuid('client order id', number);
    const isRepeat = account.byClientOrderId(clientOrderId) !== undefined;
    const id = draw.uuid('order', account.accountId, clientOrderId, isRepeat ? number : 'first');
    const submittedAt = stamps.next(nowMs);
    const isWhole = request.timeInForce === 'fok' || request.timeInForce === 'ioc';
    const order: Order = {
      id,
      clientOrderId,
      account,
      request,
      submittedAt,
      hiddenUntilMs: nowMs + hideMs,
      firstFillQty: isWhole
        ? request.qty
        : firstFillQty(request.qty, draw.fraction('split', clientOrderId)),
      reserved: request.side === 'buy' ? this.#costOf(request) : ZERO,
      status: 'pending_new',
      isTriggered: false,
      filledQty: ZERO,
      filledCost: ZERO,
      updatedAt: submittedAt,
      filledAt: null,
      canceledAt: null,
    };
    account.add(order);
    const { symbol, qty: quantity, limitPrice } = request;
    ledger.append({
      atMs: nowMs,
      accountId: account.accountId,
      kind: 'accepted',
      clientOrderId,
      brokerOrderId: id,
      symbol,
      side: request.side === 'buy' ? 'BUY' : 'SELL',
      quantity,
      ...(limitPrice === null ? {} : { price: limitPrice }),
    });
    this.#execution.begin(order);
    return order;
  }

  #costOf({ symbol, qty, limitPrice, stopPrice }: OrderRequest): Decimal {
    const { prices, runtime } = this.#options;
    const price = limitPrice ?? stopPrice ?? prices.priceAt(symbol, runtime.nowMs());
    return multiply(qty, price);
  }
}
