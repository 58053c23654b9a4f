import {
  add,
  compare,
  type Decimal,
  multiply,
  negate,
  type OrdStatus,
  subtract,
  ZERO,
} from '@orderonce/contracts';
import type { ReplaceRequest, SubmitRequest } from '../broker.ts';
import type { BrokerClock } from '../broker-clock.ts';
import type { BrokerFill, BrokerOrder, BrokerPosition } from '../broker-order.ts';
import type { ReportEvent } from '../broker-report.ts';
import type { BrokerCapabilities } from '../capabilities.ts';
import { ourClientOrderId, venueClientOrderId } from '../venue-client-order-id.ts';
import type { MemoryLedgerEntry } from './memory-ledger.ts';
import { isOpen, leavesQty, type MemoryOrder, viewOf } from './memory-order.ts';
import { MemoryOrders } from './memory-orders.ts';
import { isNegative, MemoryPositions } from './memory-positions.ts';
import { MemoryReports } from './memory-reports.ts';

/** What the venue says to an order that it has read. */
export type MemoryAnswer =
  | { readonly kind: 'accepted'; readonly order: BrokerOrder }
  | { readonly kind: 'duplicate' }
  | { readonly kind: 'rejected'; readonly code: string; readonly text: string };

type Parts = Partial<Pick<MemoryOrder, 'replaces' | 'cumQty' | 'cost' | 'ordStatus'>> & {
  readonly hiddenLookUps: number;
};

/** The orders, fills, positions and ledger of one account of a venue that lives in this process. */
export class MemoryVenue {
  readonly ledger: MemoryLedgerEntry[] = [];
  readonly fills: BrokerFill[] = [];
  readonly reports = new MemoryReports();
  readonly #positions = new MemoryPositions();
  readonly #orders: MemoryOrders;
  readonly #clock: BrokerClock;
  readonly #capabilities: BrokerCapabilities;

  constructor(clock: BrokerClock, capabilities: BrokerCapabilities) {
    this.#clock = clock;
    this.#capabilities = capabilities;
    this.#orders = new MemoryOrders(capabilities, clock);
  }

  submit(request: SubmitRequest, hiddenLookUps: number): MemoryAnswer {
    const { clientOrderId, order: body } = request;
    this.ledger.push({ kind: 'post', clientOrderId, order: body });
    const holder = this.#orders.withSpelledId(this.#spell(request));
    const repeat = holder === undefined ? null : this.#repeat(holder, request);
    if (repeat !== null) return repeat;
    if (this.#closesTooMuch(request))
      return this.#reject(request, 'NOT_CLOSING', 'there is not so much of the position to close');
    return { kind: 'accepted', order: this.view(this.#make(request, { hiddenLookUps })) };
  }

  /** `undefined`: there is no order to replace. */
  replace(request: ReplaceRequest, hiddenLookUps: number): MemoryAnswer | undefined {
    const { clientOrderId, order: body } = request;
    const old = this.#orders.withBrokerOrderId(request.brokerOrderId);
    this.ledger.push({ kind: 'patch', clientOrderId, order: body });
    if (old === undefined) return undefined;
    // Before the id: so a repeat of a replace that was done is told that there is nothing to replace.
    if (!isOpen(old)) return this.#reject(request, 'NOT_OPEN', `the order is ${old.ordStatus}`);
    const { symbol, side, orderType } = old.body;
    if (symbol !== body.symbol || side !== body.side || orderType !== body.orderType)
      return this.#reject(request, 'OTHER_ORDER', 'symbol, side and type cannot be replaced');
    if (compare(body.quantity, old.cumQty) <= 0)
      return this.#reject(request, 'FILLED_ALREADY', `${old.cumQty} are filled already`);
    const holder = this.#orders.withSpelledId(this.#spell(request));
    if (holder !== undefined && this.#isRefused(holder)) return this.#refuseRepeat(request);
    const { cumQty, cost, ordStatus, brokerOrderId, positionIntent } = old;
    const intended = { ...request, ...(positionIntent !== undefined && { positionIntent }) };
    const parts = { hiddenLookUps, cumQty, cost, ordStatus, replaces: brokerOrderId };
    const order = this.#make(intended, parts);
    old.replacedBy = order.brokerOrderId;
    this.#end(old, 'REPLACED');
    const { replacedBy } = old;
    this.ledger.push({ kind: 'replaced', ...namesOf(old), replacedBy });
    this.#tell('REPLACED', old);
    return { kind: 'accepted', order: this.view(order) };
  }

  /** A refusal for a reason of the test's. */
  refuse(kind: 'post' | 'patch', { clientOrderId, order }: SubmitRequest, code: string): void {
    this.ledger.push({ kind, clientOrderId, order });
    this.ledger.push({ kind: 'rejected', clientOrderId, code });
  }

  /** Fills what is open of an order at one price, or `quantity` of it. */
  fill(brokerOrderId: string, price: Decimal, quantity?: Decimal): void {
    const order = this.#openOrder(brokerOrderId);
    const openQty = leavesQty(order);
    const lastQty = quantity ?? openQty;
    if (compare(lastQty, openQty) > 0) throw new Error(`${brokerOrderId} has only ${openQty} open`);
    order.cumQty = add(order.cumQty, lastQty);
    order.cost = add(order.cost, multiply(price, lastQty));
    if (compare(lastQty, openQty) === 0) this.#end(order, 'FILLED');
    else order.ordStatus = 'PARTIALLY_FILLED';
    this.#positions.note(order.body.symbol, order.body.side, lastQty, price);
    const fillId = `memory-fill-${String(this.fills.length + 1).padStart(9, '0')}`;
    this.fills.push({
      ...{ fillId, brokerOrderId, lastQty, lastPx: price, cumQty: order.cumQty },
      leavesQty: leavesQty(order),
      transactTimeMs: this.#clock.nowMs(),
    });
    this.ledger.push({ kind: 'fill', ...namesOf(order), quantity: lastQty, price });
    this.#tell('TRADE', order, { execId: fillId, lastQty, lastPx: price });
  }

  /** False: past cancelling. `undefined`: never heard of. */
  cancel(brokerOrderId: string): boolean | undefined {
    const order = this.#orders.withBrokerOrderId(brokerOrderId);
    if (order === undefined) return undefined;
    if (order.ordStatus === 'CANCELED') return true;
    if (!isOpen(order)) return false;
    this.#end(order, 'CANCELED');
    this.ledger.push({ kind: 'canceled', ...namesOf(order) });
    this.#tell('CANCELED', order);
    return true;
  }

  expire(brokerOrderId: string): void {
    const order = this.#openOrder(brokerOrderId);
    this.#end(order, 'EXPIRED');
    this.ledger.push({ kind: 'expired', ...namesOf(order) });
    this.#tell('EXPIRED', order);
  }

  findByClientOrderId(spelledId: string): BrokerOrder | undefined {
    return this.#shown(this.#orders.withSpelledId(spelledId));
  }

  findByBrokerOrderId(brokerOrderId: string): BrokerOrder | undefined {
    return this.#shown(this.#orders.withBrokerOrderId(brokerOrderId));
  }

  openOrdersAfter(brokerOrderId: string | null): BrokerOrder[] {
    return this.#orders.openAfter(brokerOrderId).map((order) => this.view(order));
  }

  positions(): BrokerPosition[] {
    return this.#positions.all().map((position) => {
      const closable = this.#closableIn(position.symbol);
      const availableQuantity = isNegative(position.quantity) ? negate(closable) : closable;
      return { ...position, availableQuantity };
    });
  }

  view(order: MemoryOrder): BrokerOrder {
    return viewOf(order, ourClientOrderId(order.spelledId, this.#capabilities.clientOrderId));
  }

  /** What a repeated id meets; null: a second order. */
  #repeat(holder: MemoryOrder, request: SubmitRequest): MemoryAnswer | null {
    if (this.#isRefused(holder)) return this.#refuseRepeat(request);
    switch (this.#capabilities.repeatedClientOrderId) {
      case 'returns-existing':
        this.ledger.push({ kind: 'returned-existing', ...namesOf(holder) });
        return { kind: 'accepted', order: this.view(holder) };
      case 'modifies':
        holder.body = request.order;
        this.ledger.push({ kind: 'modified', ...namesOf(holder), order: request.order });
        this.#tell('STATUS', holder);
        return { kind: 'accepted', order: this.view(holder) };
      case 'refused-for-ever':
      case 'refused-while-open':
      case 'accepted':
        return null;
    }
  }

  #isRefused(holder: MemoryOrder): boolean {
    switch (this.#capabilities.repeatedClientOrderId) {
      case 'refused-for-ever':
        return true;
      case 'refused-while-open':
        return isOpen(holder);
      case 'modifies':
        return !isOpen(holder);
      case 'returns-existing':
      case 'accepted':
        return false;
    }
  }

  #refuseRepeat({ clientOrderId }: SubmitRequest): MemoryAnswer {
    this.ledger.push({ kind: 'refused-duplicate', clientOrderId });
    return { kind: 'duplicate' };
  }

  #reject({ clientOrderId }: SubmitRequest, code: string, text: string): MemoryAnswer {
    this.ledger.push({ kind: 'rejected', clientOrderId, code });
    return { kind: 'rejected', code, text };
  }

  #make(request: SubmitRequest, parts: Parts): MemoryOrder {
    const { clientOrderId, order: body, positionIntent } = request;
    const order: MemoryOrder = {
      brokerOrderId: `memory-order-${this.#orders.count + 1}`,
      ...{ clientOrderId, body, spelledId: this.#spell(request) },
      ...(positionIntent !== undefined && { positionIntent }),
      ...{ ordStatus: 'NEW', cumQty: ZERO, cost: ZERO },
      ...parts,
    };
    this.#orders.add(order);
    const { replaces } = parts;
    this.ledger.push({
      ...{ kind: 'accepted', ...namesOf(order), order: body },
      ...(replaces !== undefined && { replaces }),
    });
    this.#tell('ACCEPTED', order);
    return order;
  }

  #end(order: MemoryOrder, ordStatus: OrdStatus): void {
    order.ordStatus = ordStatus;
    order.endedAtMs = this.#clock.nowMs();
  }

  #tell(
    event: ReportEvent,
    order: MemoryOrder,
    trade: { readonly execId?: string; readonly lastQty?: Decimal; readonly lastPx?: Decimal } = {},
  ): void {
    const transactTimeMs = this.#clock.nowMs();
    this.reports.tell({ kind: 'report', event, order: this.view(order), ...trade, transactTimeMs });
  }

  #openOrder(brokerOrderId: string): MemoryOrder {
    const order = this.#orders.withBrokerOrderId(brokerOrderId);
    if (order === undefined || !isOpen(order)) throw new Error(`${brokerOrderId} is not open`);
    return order;
  }

  #shown(order: MemoryOrder | undefined): BrokerOrder | undefined {
    if (order === undefined) return undefined;
    if (order.hiddenLookUps === 0) return this.view(order);
    order.hiddenLookUps -= 1;
    return undefined;
  }

  #spell({ clientOrderId }: SubmitRequest): string {
    return venueClientOrderId(clientOrderId, this.#capabilities.clientOrderId);
  }

  #closesTooMuch({ order, positionIntent }: SubmitRequest): boolean {
    if (positionIntent?.endsWith('_to_close') !== true) return false;
    const isShort = isNegative(this.#positions.quantityIn(order.symbol));
    const isAgainst = isShort === (order.side === 'BUY');
    return !isAgainst || compare(order.quantity, this.#closableIn(order.symbol)) > 0;
  }

  /** The size of the position less what open orders are about to take of it; never negative. */
  #closableIn(symbol: BrokerPosition['symbol']): Decimal {
    const quantity = this.#positions.quantityIn(symbol);
    const against = isNegative(quantity) ? 'BUY' : 'SELL';
    const closable = this.#orders
      .open()
      .filter(({ body }) => body.symbol === symbol && body.side === against)
      .reduce((rest, order) => subtract(rest, leavesQty(order)), magnitudeOf(quantity));
    return isNegative(closable) ? ZERO : closable;
  }
}

const namesOf = ({ clientOrderId, brokerOrderId }: MemoryOrder) => ({
  clientOrderId,
  brokerOrderId,
});

const magnitudeOf = (value: Decimal) => (isNegative(value) ? negate(value) : value);
