import type { BrokerFill, BrokerOrder } from '@orderonce/brokers';
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
import type { AccountPorts } from './account-ports.ts';

/** Few: what they find is rare, and they take from what the venue allows to all. */
const LATE_LOOK_UPS_AT_ONCE = 4;

/** Tells of orders that the venue has although the topic says that there are none, or that nobody knows. */
export class Corrections {
  readonly #ports: AccountPorts;

  constructor(ports: AccountPorts) {
    this.#ports = ports;
  }

  /** To be asked for each order that fills, before the fills are told. Publishes a correction where one is due. */
  async ofFill(facts: OrderFacts, fill: BrokerFill): Promise<void> {
    const ordStatus = compare(fill.leavesQty, ZERO) === 0 ? 'FILLED' : 'PARTIALLY_FILLED';
    await this.#tell(facts, { ordStatus, cumQty: fill.cumQty });
  }

  /**
   * Looks for orders that were refused after a doubt: one that rests at the venue has no fill to notice it by.
   * A venue that cannot say is asked again in the next round.
   */
  async look(): Promise<void> {
    const { broker, doubted } = this.#ports;
    if (!broker.capabilities.lookUpByClientOrderId) return;
    await Promise.all(doubted.due(LATE_LOOK_UPS_AT_ONCE).map((id) => this.#lookFor(id)));
  }

  async #lookFor(id: ClientOrderId): Promise<void> {
    const { broker, doubted, timeoutMs } = this.#ports;
    const result = await broker.findByClientOrderId(id, { timeoutMs });
    if (result.kind === 'unknown') return;
    if (result.kind === 'found' && !isRefused(result.order))
      await this.#tell(factsOfBrokerOrder(result.order), result.order);
    doubted.looked(id);
  }

  async #tell(
    facts: OrderFacts,
    seen: { readonly ordStatus: OrdStatus; readonly cumQty: Decimal },
  ): Promise<void> {
    const { accountId, clock, doubted, log, publish } = this.#ports;
    const { clientOrderId, brokerOrderId, orderUuid } = facts;
    if (!isClientOrderId(clientOrderId) || !doubted.isNews(clientOrderId, brokerOrderId)) return;
    const outcome = correctionOutcome(accountId, { ...facts, clientOrderId }, seen, clock.nowMs());
    log.error(
      { event: 'late-appearance', accountId, clientOrderId, brokerOrderId, ...seen },
      'the venue has an order that was said not to exist, or of which nobody knew',
    );
    await publish(outcome, orderUuid);
    doubted.note(outcome);
  }
}

/** Some venues keep an order that they rejected: that is no contradiction. */
const isRefused = ({ ordStatus }: BrokerOrder) => ordStatus === 'REJECTED';
