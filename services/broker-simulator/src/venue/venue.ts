import { compare, type Decimal, divide, multiply, subtract, ZERO } from '@orderonce/contracts';
import type { Ledger } from '../ledger/ledger.ts';
import type { PricePath } from '../market/price-path.ts';
import type { Runtime } from '../runtime.ts';
import type { Draw } from '../seed/draw.ts';
import { clientOrderIdIn, type OrderRequest, readOrderRequest } from '../wire/order-request.ts';
import { readReplaceRequest } from '../wire/replace-request.ts';
import type { Stamps } from '../wire/stamps.ts';
import type { Account } from './account.ts';
import { Execution } from './execution.ts';
import {
  drawFirstFillQty,
  type Making,
  makeOrder,
  NO_TWIST,
  type OrderTwist,
} from './make-order.ts';
import { isOpen, type Order } from './order.ts';
import { amounts, OrderLog } from './order-log.ts';
import { inferIntent, refusalOfIntent } from './position-intent.ts';
import { isRefusal, REFUSALS, type Refusal } from './refusal.ts';
import { requestReplacement } from './replacement.ts';
import type { TradeEvents } from './trade-event.ts';
import { TradingSession } from './trading-session.ts';
import { isIdAllowed, type VenueRules } from './venue-rules.ts';

export interface VenueOptions {
  readonly runtime: Runtime;
  readonly ledger: Ledger;
  readonly prices: PricePath;
  readonly draw: Draw;
  readonly stamps: Stamps;
  readonly events: TradeEvents;
  readonly rules: VenueRules;
  readonly fillDelayMs: number;
  /** How long a session lasts; null: it never ends. */
  readonly sessionMs: number | null;
  /** What is traded here; null: every symbol of the right form. */
  readonly symbols: ReadonlySet<string> | null;
}

/** Asked only about an order whose request is taken. */
type Whether = (order: Order) => boolean;
const NEVER: Whether = () => false;

const SYMBOL_FORM = /^[A-Z0-9][A-Z0-9.]{0,11}(?:\/[A-Z]{3,4})?$/;
/** As fine as Alpaca counts. */
const QTY_FRACTION_DIGITS = 9;

/** The matching and the books, without any HTTP: what an order meets once it has arrived. */
export class Venue {
  readonly session: TradingSession;
  readonly #options: VenueOptions;
  readonly #log: OrderLog;
  readonly #execution: Execution;

  constructor(options: VenueOptions) {
    this.#options = options;
    this.#log = new OrderLog(options);
    this.session = new TradingSession(options.runtime, options.sessionMs);
    this.#execution = new Execution({ ...options, log: this.#log, session: this.session });
  }

  /** Takes or refuses one order, for good, and writes into the ledger which. */
  submit(account: Account, body: unknown, twist: OrderTwist = NO_TWIST): Order | Refusal {
    const read = readOrderRequest(body);
    if (isRefusal(read)) return this.#refuse(account, body, read);
    const request = this.#withQuantity(read);
    const refusal = this.#refusalOfRequest(request);
    if (refusal !== null) return this.#refuse(account, body, refusal);
    const first = this.#holderOf(account, request.clientOrderId);
    const repeat = first === undefined ? null : this.#repeat(first, request);
    if (repeat !== null && isRefusal(repeat)) return this.#refuse(account, body, repeat);
    if (repeat !== null) return repeat;
    const unaffordable = this.#refusalOfAccount(account, request);
    if (unaffordable !== null) return this.#refuse(account, body, unaffordable);
    if (first !== undefined && this.#isRefused(first))
      return this.#refuse(account, body, REFUSALS.repeatedId);
    return this.#accept(account, request, twist);
  }

  /** Takes a request to cancel; whether the order ends canceled or filled, time tells. */
  cancel(account: Account, id: string, isFilledFirst: Whether = NEVER): Order | Refusal {
    const order = this.findById(account, id);
    if (order === undefined) return REFUSALS.noOrder(id);
    // Asking again for what is already done or under way is no error.
    if (order.status === 'canceled' || order.status === 'pending_cancel') return order;
    if (!isOpen(order)) return REFUSALS.notOpen(order.status);
    this.#execution.requestCancel(order, isFilledFirst(order));
    return order;
  }

  /** Takes a request to put a new order in the place of an open one; whether it gets there, time tells. */
  replace(
    account: Account,
    id: string,
    body: unknown,
    twist: OrderTwist = NO_TWIST,
    isFilledFirst: Whether = NEVER,
  ): Order | Refusal {
    const old = this.findById(account, id);
    const refuse = (refusal: Refusal) => this.#refuse(account, body, refusal);
    if (old === undefined) return refuse(REFUSALS.noOrder(id));
    const tooEarlyOrLate = refusalOfStatus(old);
    if (tooEarlyOrLate !== null) return refuse(tooEarlyOrLate);
    const request = readReplaceRequest(body, old);
    if (isRefusal(request)) return refuse(request);
    const { clientOrderId } = request;
    const { idForm } = this.#options.rules;
    if (clientOrderId !== null && !isIdAllowed(clientOrderId, idForm))
      return refuse(REFUSALS.oddId);
    const cost = this.#costOf({ ...request, qty: subtract(request.qty, old.filledQty) });
    const unaffordable = account.refusalOf(request, cost, old);
    if (unaffordable !== null) return refuse(unaffordable);
    const holder = this.#holderOf(account, clientOrderId);
    // No venue would let a replacement change a third order.
    if (holder !== undefined && this.#isRefused(holder)) return refuse(REFUSALS.repeatedId);
    const extra = compare(cost, old.reserved) > 0 ? subtract(cost, old.reserved) : ZERO;
    const order = this.#make({ account, request, twist, replaces: old, reserved: extra });
    const parts = { log: this.#log, execution: this.#execution };
    requestReplacement(order, old, { cost, isFilledFirst: isFilledFirst(old) }, parts);
    this.#log.tell(this.#options.rules.firstStatus, order);
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

  isTraded(symbol: string): boolean {
    const { symbols } = this.#options;
    return symbols === null ? SYMBOL_FORM.test(symbol) : symbols.has(symbol);
  }

  #shown(order: Order | undefined): Order | undefined {
    return order !== undefined && this.isShown(order) ? order : undefined;
  }

  #withQuantity(request: OrderRequest): OrderRequest {
    const { notional, symbol } = request;
    if (notional === null) return request;
    const { prices, runtime } = this.#options;
    const price = prices.priceAt(symbol, runtime.nowMs());
    return { ...request, qty: divide(notional, price, QTY_FRACTION_DIGITS) };
  }

  #refusalOfRequest({ symbol, clientOrderId, qty }: OrderRequest): Refusal | null {
    if (!this.isTraded(symbol)) return REFUSALS.unknownAsset(symbol);
    if (compare(qty, ZERO) === 0) return REFUSALS.tooLittle;
    const { idForm } = this.#options.rules;
    return clientOrderId === null || isIdAllowed(clientOrderId, idForm) ? null : REFUSALS.oddId;
  }

  /**
   * Money comes before the id: nobody has shown in which order Alpaca looks, and this one is the harder for
   * a client, because a repeat of a live order may then be refused for its cost.
   */
  #refusalOfAccount(account: Account, request: OrderRequest): Refusal | null {
    const { symbol, side, qty, positionIntent } = request;
    const inferred = inferIntent(side, account.positionIn(symbol).quantity);
    const otherIntent = refusalOfIntent(positionIntent, inferred);
    if (otherIntent !== null) return otherIntent;
    const closes = positionIntent?.endsWith('close') === true;
    const tooMuch = closes ? account.refusalOfQty(symbol, qty) : null;
    return tooMuch ?? account.refusalOf(request, this.#costOf(request));
  }

  #holderOf(account: Account, clientOrderId: string | null): Order | undefined {
    return clientOrderId === null ? undefined : account.byClientOrderId(clientOrderId);
  }

  #isRefused(first: Order): boolean {
    const { repeatedIds } = this.#options.rules;
    return repeatedIds !== 'accept' && (repeatedIds !== 'refuse-while-open' || isOpen(first));
  }

  /** What a repeated id meets where it is not a question of yes or no; null: it is. */
  #repeat(first: Order, request: OrderRequest): Order | Refusal | null {
    switch (this.#options.rules.repeatedIds) {
      case 'return-existing':
        this.#log.enter(first, 'returned-existing');
        return first;
      case 'modify':
        return isOpen(first) ? this.#modify(first, request) : REFUSALS.repeatedId;
      case 'refuse':
      case 'refuse-while-open':
      case 'accept':
        return null;
    }
  }

  #modify(order: Order, request: OrderRequest): Order | Refusal {
    const { symbol, side, type, timeInForce } = order.request;
    const isSameKind =
      request.symbol === symbol &&
      request.side === side &&
      request.type === type &&
      request.timeInForce === timeInForce;
    if (!isSameKind) return REFUSALS.notModifiable;
    if (compare(request.qty, order.filledQty) <= 0) return REFUSALS.filledAlready(order.filledQty);
    const cost = this.#costOf(request);
    const unaffordable = order.account.refusalOf(request, cost, order);
    if (unaffordable !== null) return unaffordable;
    order.request = request;
    order.firstFillQty = drawFirstFillQty(request, order.clientOrderId, this.#options.draw);
    if (side === 'buy') order.account.reserve(order, cost);
    this.#log.turn(order, order.status);
    this.#log.enter(order, 'modified', amounts(order));
    this.#log.tell('restated', order);
    return order;
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

  #accept(account: Account, request: OrderRequest, twist: OrderTwist): Order {
    const reserved = request.side === 'buy' ? this.#costOf(request) : ZERO;
    const order = this.#make({ account, request, replaces: null, reserved, twist });
    this.#log.enter(order, 'accepted', amounts(order));
    this.#log.tell(this.#options.rules.firstStatus, order);
    this.#execution.begin(order, twist.isRejectedLate);
    return order;
  }

  #make(making: Making): Order {
    const order = makeOrder(making, { ...this.#options, session: this.session });
    const { forgetAfterMs } = making.twist;
    making.account.add(order, this.#options.rules.repeatedIds !== 'accept');
    if (forgetAfterMs !== null)
      this.#options.runtime.after(forgetAfterMs, () => this.#forget(order));
    return order;
  }

  #forget(order: Order): void {
    order.account.forget(order.clientOrderId);
    this.#log.enter(order, 'id-forgotten');
  }

  #costOf({ symbol, qty, notional, limitPrice, stopPrice }: OrderRequest): Decimal {
    if (notional !== null) return notional;
    const { prices, runtime } = this.#options;
    const price = limitPrice ?? stopPrice ?? prices.priceAt(symbol, runtime.nowMs());
    return multiply(qty, price);
  }
}

function refusalOfStatus(old: Order): Refusal | null {
  switch (old.status) {
    case 'new':
    case 'partially_filled':
      return null;
    case 'accepted':
    case 'pending_new':
      return REFUSALS.notSentYet;
    case 'pending_cancel':
    case 'pending_replace':
      return REFUSALS.notReplaceable(old.status);
    case 'filled':
    case 'canceled':
    case 'expired':
    case 'replaced':
    case 'rejected':
      return REFUSALS.notOpen(old.status);
  }
}
