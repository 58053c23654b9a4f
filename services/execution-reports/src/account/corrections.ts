import type { BrokerOrder } from '@orderonce/brokers';
import {
  type ClientOrderId,
  compare,
  type Decimal,
  isClientOrderId,
  type OrdStatus,
  ZERO,
} from '@orderonce/contracts';
import { factsOfBrokerOrder, type OrderFacts } from '../orders/order-facts.ts';
import { correctionOutcome } from '../reports/correction-outcome.ts';
import type { SeenFill } from '../reports/fill-outcome.ts';
import type { AccountPorts } from './account-ports.ts';
import type { Teller } from './teller.ts';

/** Few: what they find is rare, and they take from what the venue allows to all. */
const LATE_LOOK_UPS_AT_ONCE = 4;

/** Tells of orders that the venue has although the topic says that there are none, or that nobody knows. */
export class Corrections {
  readonly #ports: AccountPorts;
  readonly #teller: Teller;

  constructor(ports: AccountPorts, teller: Teller) {
    this.#ports = ports;
    this.#teller = teller;
  }

  /** To be asked for each order that fills, before the fills are told. Publishes a correction where one is due. */
  ofFill(facts: OrderFacts, { leavesQty, cumQty }: SeenFill): void {
    const ordStatus = compare(leavesQty, ZERO) === 0 ? 'FILLED' : 'PARTIALLY_FILLED';
    this.#tell(facts, { ordStatus, cumQty });
  }

  /** The venue showed an order. */
  ofOrder(order: BrokerOrder): void {
    if (!isRefused(order)) this.#tell(factsOfBrokerOrder(order), order);
  }

  /**
   * Looks for orders that were refused after a doubt: one that rests at the venue has no fill to notice it by.
   * A venue that cannot say is asked again in the next round.
   */
  async look(): Promise<void> {
    const { broker, orders } = this.#ports;
    for (const brokerOrderId of orders.doubted.contradicted()) this.#ofFilled(brokerOrderId);
    if (!broker.capabilities.lookUpByClientOrderId) return;
    await Promise.all(orders.doubted.due(LATE_LOOK_UPS_AT_ONCE).map((id) => this.#lookFor(id)));
  }

  /** Its fill was told before the doubt about it, by which it became news. */
  #ofFilled(brokerOrderId: string): void {
    const { known, fills } = this.#ports.orders;
    const facts = known.facts(brokerOrderId);
    if (facts === undefined) return;
    const ordStatus = known.endOf(brokerOrderId)?.ordStatus ?? 'PARTIALLY_FILLED';
    this.#tell(facts, { ordStatus, cumQty: fills.cumQty(brokerOrderId) });
  }

  async #lookFor(id: ClientOrderId): Promise<void> {
    const { broker, orders, timeoutMs } = this.#ports;
    const result = await broker.findByClientOrderId(id, { timeoutMs });
    if (result.kind === 'unknown') return;
    if (result.kind === 'found') this.ofOrder(result.order);
    orders.doubted.looked(id);
  }

  #tell(
    facts: OrderFacts,
    { ordStatus, cumQty }: { readonly ordStatus: OrdStatus; readonly cumQty: Decimal },
  ): void {
    const { accountId, clock, orders, log } = this.#ports;
    const { clientOrderId, brokerOrderId, orderUuid } = facts;
    if (!isClientOrderId(clientOrderId)) return;
    if (!orders.doubted.isNews(clientOrderId, brokerOrderId)) return;
    const seen = { ordStatus, cumQty };
    const outcome = correctionOutcome(accountId, { ...facts, clientOrderId }, seen, clock.nowMs());
    log.error(
      { event: 'late-appearance', accountId, clientOrderId, brokerOrderId, ...seen },
      'the venue has an order that was said not to exist, or of which nobody knew',
    );
    this.#teller.tell(outcome, orderUuid);
  }
}

/** Some venues keep an order that they rejected: that is no contradiction. */
const isRefused = ({ ordStatus }: BrokerOrder) => ordStatus === 'REJECTED';
