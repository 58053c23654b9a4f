import { compare, subtract, ZERO } from '@orderonce/contracts';
import type { Ledger } from '../ledger/ledger.ts';
import type { PricePath } from '../market/price-path.ts';
import type { Runtime } from '../runtime.ts';
import type { Draw } from '../seed/draw.ts';
import { clientOrderIdIn, type OrderRequest, readOrderRequest } from '../wire/order-request.ts';
import { readReplaceRequest } from '../wire/replace-request.ts';
import type { Stamps } from '../wire/stamps.ts';
import type { Account } from './account.ts';
import { Admission } from './admission.ts';
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
import { isRefusal, REFUSALS, type Refusal } from './refusal.ts';
import { requestReplacement } from './replacement.ts';
import type { TradeEvents } from './trade-event.ts';
import { TradingSession } from './trading-session.ts';
import type { VenueRules } from './venue-rules.ts';

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

/** The matching and the books, without any HTTP: what an order meets once it has arrived. */
export class Venue {
  readonly session: TradingSession;
  readonly admission: Admission;
  readonly #options: VenueOptions;
  readonly #log: OrderLog;
  readonly #execution: Execution;

  constructor(options: VenueOptions) {
    this.#options = options;
    this.#log = new OrderLog(options);
    this.admission = new Admission({ ...options, idForm: options.rules.idForm });
    this.session = new TradingSession(options.runtime, options.sessionMs);
    this.#execution = new Execution({ ...options, log: this.#log, session: this.session });
  }

  /** Takes or refuses one order, for good, and writes into the ledger which. */
  submit(account: Account, body: unknown, twist: OrderTwist = NO_TWIST): Order | Refusal {
    const read = readOrderRequest(body);
    if (isRefusal(read)) return this.#refuse(account, body, read);
    const request = this.admission.withQuantity(read);
    const refusal = this.admission.refusalOfRequest(request);
    if (refusal !== null) return this.#refuse(account, body, refusal);
    const first = this.#holderOf(account, request.clientOrderId);
    const repeat = first === undefined ? null : this.#repeat(first, request);
    if (repeat !== null && isRefusal(repeat)) return this.#refuse(account, body, repeat);
    if (repeat !== null) return repeat;
    // Money comes before the id: nobody has shown in which order Alpaca looks, and this one is the harder for
    // a client, because a repeat of a live order may then be refused for its cost.
    const unaffordable = this.admission.refusalOfAccount(account, request);
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
    const oddId = this.admission.refusalOfId(clientOrderId);
    if (oddId !== null) return refuse(oddId);
    const cost = this.admission.costOf({ ...request, qty: subtract(request.qty, old.filledQty) });
    const unaffordable = account.refusalOf(request, cost, old);
    if (unaffordable !== null) return refuse(unaffordable);
    const holder = this.#holderOf(account, clientOrderId);
    // No venue would let a replacement change a third order.
    if (holder !== undefined && this.#isRefused(holder)) return refuse(REFUSALS.repeatedId);
    const extra = compare(cost, old.reserved) > 0 ? subtract(cost, old.reserved) : ZERO;
    const order = this.#make({ account, request, twist, replaces: old, reserved: extra });
    const parts = { log: this.#log, execution: this.#execution };
    const { isRejectedLate: isRejected } = twist;
    const fate = { cost, isRejected, isFilledFirst: isFilledFirst(old) };
    requestReplacement(order, old, fate, parts);
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

  #shown(order: Order | undefined): Order | undefined {
    return order !== undefined && this.isShown(order) ? order : undefined;
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
    const cost = this.admission.costOf(request);
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
    const reserved = request.side === 'buy' ? this.admission.costOf(request) : ZERO;
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
