import {
  add,
  type ClientOrderId,
  compare,
  type Decimal,
  divide,
  multiply,
  type OrderBody,
  type OrdStatus,
  subtract,
  ZERO,
} from '@orderonce/contracts';
import type { SubmitRequest } from '../broker.ts';
import type { BrokerClock } from '../broker-clock.ts';
import type { BrokerFill, BrokerOrder } from '../broker-order.ts';
import type { MemoryLedgerEntry } from './memory-ledger.ts';

interface Order {
  readonly brokerOrderId: string;
  readonly clientOrderId: ClientOrderId;
  readonly body: OrderBody;
  ordStatus: OrdStatus;
  cumQty: Decimal;
  /** The sum of price times quantity of its fills. */
  cost: Decimal;
  /** Look-ups that still do not find it. */
  hiddenLookUps: number;
}

const AVERAGE_FRACTION_DIGITS = 9;
const OPEN: readonly OrdStatus[] = ['PENDING_NEW', 'NEW', 'PARTIALLY_FILLED'];

/** The orders, fills and ledger of one account of a venue that lives in this process. */
export class MemoryVenue {
  readonly ledger: MemoryLedgerEntry[] = [];
  readonly fills: BrokerFill[] = [];
  readonly #orders: Order[] = [];
  readonly #byClientOrderId = new Map<string, Order>();
  readonly #byBrokerOrderId = new Map<string, Order>();
  readonly #clock: BrokerClock;

  constructor(clock: BrokerClock) {
    this.#clock = clock;
  }

  knows(id: ClientOrderId): boolean {
    return this.#byClientOrderId.has(id);
  }

  accept({ clientOrderId, order: body }: SubmitRequest, hiddenLookUps: number): BrokerOrder {
    const brokerOrderId = `memory-order-${this.#orders.length + 1}`;
    const order: Order = {
      brokerOrderId,
      clientOrderId,
      body,
      ordStatus: 'NEW',
      cumQty: ZERO,
      cost: ZERO,
      hiddenLookUps,
    };
    this.#orders.push(order);
    this.#byBrokerOrderId.set(brokerOrderId, order);
    // Where ids may be repeated, the first order keeps the name.
    if (!this.knows(clientOrderId)) this.#byClientOrderId.set(clientOrderId, order);
    this.ledger.push({ kind: 'accepted', clientOrderId, brokerOrderId, order: body });
    return view(order);
  }

  /** Fills what is open of an order at one price, or `quantity` of it. */
  fill(brokerOrderId: string, price: Decimal, quantity?: Decimal): void {
    const order = this.#byBrokerOrderId.get(brokerOrderId);
    if (order === undefined || !OPEN.includes(order.ordStatus))
      throw new Error(`${brokerOrderId} is not open`);
    const openQty = subtract(order.body.quantity, order.cumQty);
    const lastQty = quantity ?? openQty;
    if (compare(lastQty, openQty) > 0) throw new Error(`${brokerOrderId} has only ${openQty} open`);
    order.cumQty = add(order.cumQty, lastQty);
    order.cost = add(order.cost, multiply(price, lastQty));
    order.ordStatus = compare(lastQty, openQty) === 0 ? 'FILLED' : 'PARTIALLY_FILLED';
    this.fills.push({
      fillId: `memory-fill-${String(this.fills.length + 1).padStart(9, '0')}`,
      brokerOrderId,
      lastQty,
      lastPx: price,
      cumQty: order.cumQty,
      leavesQty: subtract(openQty, lastQty),
      transactTimeMs: this.#clock.nowMs(),
    });
    const { clientOrderId } = order;
    this.ledger.push({ kind: 'fill', clientOrderId, brokerOrderId, quantity: lastQty, price });
  }

  /** False: past cancelling. `undefined`: never heard of. */
  cancel(brokerOrderId: string): boolean | undefined {
    const order = this.#byBrokerOrderId.get(brokerOrderId);
    if (order === undefined) return undefined;
    if (order.ordStatus === 'CANCELED') return true;
    if (!OPEN.includes(order.ordStatus)) return false;
    order.ordStatus = 'CANCELED';
    this.ledger.push({ kind: 'canceled', clientOrderId: order.clientOrderId, brokerOrderId });
    return true;
  }

  findByClientOrderId(id: ClientOrderId): BrokerOrder | undefined {
    return shown(this.#byClientOrderId.get(id));
  }

  findByBrokerOrderId(brokerOrderId: string): BrokerOrder | undefined {
    return shown(this.#byBrokerOrderId.get(brokerOrderId));
  }
}

function shown(order: Order | undefined): BrokerOrder | undefined {
  if (order === undefined) return undefined;
  if (order.hiddenLookUps === 0) return view(order);
  order.hiddenLookUps -= 1;
  return undefined;
}

function view(order: Order): BrokerOrder {
  const { brokerOrderId, clientOrderId, body, ordStatus, cumQty } = order;
  const hasFills = compare(cumQty, ZERO) > 0;
  return {
    brokerOrderId,
    clientOrderId,
    body,
    ordStatus,
    cumQty,
    ...(hasFills ? { avgPx: divide(order.cost, cumQty, AVERAGE_FRACTION_DIGITS) } : {}),
  };
}
