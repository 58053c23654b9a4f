import type { BrokerOrder } from '@orderonce/brokers';
import type { OrdStatus } from '@orderonce/contracts';
import { endOutcome } from '../reports/end-outcome.ts';
import { type AccountPorts, DONE, LOOK_UPS_AT_ONCE, type Round } from './account-ports.ts';

const IS_ENDING: ReadonlySet<OrdStatus> = new Set(['PENDING_CANCEL', 'PENDING_REPLACE']);

/** What a look at the open orders found. */
export interface SeenOrders {
  readonly orders: readonly BrokerOrder[];
  readonly round: Round;
}

/**
 * Finds out which open orders ended at the venue without a fill, by looking at each from time to time (the
 * port has no list of orders), and soon after a cancel of it was accepted.
 */
export class EndReports {
  readonly #ports: AccountPorts;

  constructor(ports: AccountPorts) {
    this.#ports = ports;
  }

  async look(): Promise<SeenOrders> {
    const { known, clock } = this.#ports;
    const due = known.due(clock.monotonicMs(), LOOK_UPS_AT_ONCE);
    const seen = await Promise.all(due.map(({ brokerOrderId }) => this.#lookAt(brokerOrderId)));
    const away = seen.find((round) => 'kind' in round && round.kind === 'away');
    return {
      orders: seen.flatMap((found) => ('kind' in found ? [] : found)),
      round: away !== undefined && 'kind' in away ? away : DONE,
    };
  }

  /** Publishes the ends among the orders seen; all their fills must be on the log before. */
  async report({ orders }: SeenOrders): Promise<void> {
    const { accountId, known, publish, clock } = this.#ports;
    await Promise.all(
      orders.map(async (order) => {
        const outcome = endOutcome(accountId, order, clock.nowMs());
        if (outcome === null) return;
        await publish(outcome, known.facts(order.brokerOrderId)?.orderUuid);
      }),
    );
  }

  async #lookAt(brokerOrderId: string): Promise<BrokerOrder | Round> {
    const { broker, known, clock, timeoutMs } = this.#ports;
    const result = await broker.findByBrokerOrderId(brokerOrderId, { timeoutMs });
    if (result.kind === 'unknown') return { kind: 'away', text: result.text };
    const isEnding = result.kind === 'found' && IS_ENDING.has(result.order.ordStatus);
    known.checked(brokerOrderId, isEnding, clock.monotonicMs());
    // An order that the venue does not show has not ended: it is looked at again.
    return result.kind === 'found' ? result.order : DONE;
  }
}
