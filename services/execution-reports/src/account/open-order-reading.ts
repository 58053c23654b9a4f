import type { BrokerOrder } from '@orderonce/brokers';
import type { OrdStatus } from '@orderonce/contracts';
import type { OrderFacts } from '../orders/order-facts.ts';
import { type AccountPorts, DONE, LOOK_UPS_AT_ONCE, type Round } from './account-ports.ts';

const IS_ENDING: ReadonlySet<OrdStatus> = new Set(['PENDING_CANCEL', 'PENDING_REPLACE']);
/** So few are asked for one by one: it costs no more than the list. */
const FEW = 2;
const MAX_PAGES = 1_000;

/** What a look at the open orders found. */
export interface SeenOrders {
  readonly orders: readonly BrokerOrder[];
  readonly round: Round;
  /** More may be due than one look takes. */
  readonly hasMore: boolean;
}

/**
 * Looks at the orders that are open as far as the topic tells: by the venue's list of open orders, and one by one at
 * those that are not on it.
 */
export class OpenOrderReading {
  readonly #ports: AccountPorts;
  readonly #shapes = new Set<string>();

  constructor(ports: AccountPorts) {
    this.#ports = ports;
  }

  /** Every order that is due, at most so many that are not on the list. */
  async look(): Promise<SeenOrders> {
    const listed = this.#due(FEW + 1).length > FEW ? await this.#list() : [];
    const due = this.#due(LOOK_UPS_AT_ONCE);
    const seen = await Promise.all(due.map((facts) => this.#lookAt(facts)));
    const away = seen.find((round) => 'kind' in round && round.kind === 'away');
    return {
      orders: [...listed, ...seen.flatMap((found) => ('kind' in found ? [] : found))],
      round: away !== undefined && 'kind' in away ? away : DONE,
      hasMore: due.length === LOOK_UPS_AT_ONCE,
    };
  }

  #due(max: number): OrderFacts[] {
    return this.#ports.orders.known.due(this.#ports.clock.monotonicMs(), max);
  }

  /** What could be read of it: what it leaves out is looked at one by one. */
  async #list(): Promise<readonly BrokerOrder[]> {
    const { broker, timeoutMs, signal } = this.#ports;
    const listed: BrokerOrder[] = [];
    let next: string | null = null;
    for (let page = 0; page < MAX_PAGES && !signal.aborted; page++) {
      const result = await broker.openOrders(next, { timeoutMs });
      if (result.kind === 'unknown') break;
      for (const order of result.orders) {
        this.#checked(order);
        listed.push(order);
      }
      for (const { text } of result.unrecognised) this.#warnOnce(text);
      next = result.next;
      if (next === null) break;
    }
    return listed;
  }

  async #lookAt({ brokerOrderId }: OrderFacts): Promise<BrokerOrder | Round> {
    const { broker, orders, clock, timeoutMs } = this.#ports;
    const result = await broker.findByBrokerOrderId(brokerOrderId, { timeoutMs });
    if (result.kind === 'unknown') return { kind: 'away', text: result.text };
    // An order that the venue does not show has not ended: it is looked at again.
    if (result.kind === 'found') this.#checked(result.order);
    else orders.known.checked(brokerOrderId, false, clock.monotonicMs());
    return result.kind === 'found' ? result.order : DONE;
  }

  #checked({ brokerOrderId, ordStatus }: BrokerOrder): void {
    const { orders, clock } = this.#ports;
    orders.known.checked(brokerOrderId, IS_ENDING.has(ordStatus), clock.monotonicMs());
  }

  #warnOnce(text: string): void {
    if (this.#shapes.has(text) || this.#shapes.size >= MAX_SHAPES) return;
    this.#shapes.add(text);
    const { accountId, log } = this.#ports;
    log.warn({ event: 'unrecognised-order', accountId, shape: text });
  }
}

const MAX_SHAPES = 1_000;
