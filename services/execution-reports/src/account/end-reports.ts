import type { BrokerOrder } from '@orderonce/brokers';
import { compare, isClientOrderId, type OrdStatus } from '@orderonce/contracts';
import { endOutcomes } from '../reports/end-outcome.ts';
import type { AccountPorts } from './account-ports.ts';
import type { Teller } from './teller.ts';

const ENDS: ReadonlySet<OrdStatus> = new Set(['CANCELED', 'EXPIRED', 'REPLACED', 'REJECTED']);

interface SeenEnd {
  readonly order: BrokerOrder;
  readonly atMs: number;
}

/**
 * Tells how orders ended without being filled, however the end was seen, and each once. An end must not overtake a
 * fill that came before it, so it waits where not all of them are told:
 *
 *     seen: cancelled, 5 filled → fills up to now (the 5 are among them) → told: cancelled
 */
export class EndReports {
  readonly #ports: AccountPorts;
  readonly #teller: Teller;
  readonly #waiting = new Map<string, SeenEnd>();

  constructor(ports: AccountPorts, teller: Teller) {
    this.#ports = ports;
    this.#teller = teller;
  }

  /** @returns whether the end has to wait for fills to be read. */
  see(order: BrokerOrder, atMs: number): boolean {
    const { known, fills } = this.#ports.orders;
    const { brokerOrderId, clientOrderId, ordStatus, cumQty } = order;
    if (!isClientOrderId(clientOrderId)) return false;
    if (!ENDS.has(ordStatus) || known.endOf(brokerOrderId) !== undefined) return false;
    if (compare(fills.cumQty(brokerOrderId), cumQty) === 0) {
      this.#tell({ order, atMs });
      return false;
    }
    this.#waiting.set(brokerOrderId, { order, atMs });
    return true;
  }

  /** Those that wait; to be told when all fills up to a later moment are. */
  waiting(): readonly SeenEnd[] {
    return [...this.#waiting.values()];
  }

  tell(ends: readonly SeenEnd[]): void {
    for (const end of ends) if (this.#waiting.delete(end.order.brokerOrderId)) this.#tell(end);
  }

  #tell({ order, atMs }: SeenEnd): void {
    const { accountId, orders } = this.#ports;
    this.#waiting.delete(order.brokerOrderId);
    const orderUuid = orders.known.facts(order.brokerOrderId)?.orderUuid;
    for (const outcome of endOutcomes(accountId, order, atMs))
      this.#teller.tell(outcome, orderUuid);
  }
}
