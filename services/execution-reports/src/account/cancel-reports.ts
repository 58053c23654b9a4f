import type { ExecutionReport } from '@orderonce/brokers';
import { subtract, ZERO } from '@orderonce/contracts';
import { BoundedMap } from '../orders/bounded-map.ts';
import type { OpenCancel } from '../orders/open-cancels.ts';
import { cancelRejectedOutcome, type Uncanceled } from '../reports/cancel-rejected-outcome.ts';
import type { AccountPorts } from './account-ports.ts';
import type { Teller } from './teller.ts';

const MAX_REMEMBERED = 1_000;

/**
 * Tells of the cancels that the venue took and did not do. That the order ended in another way says so even where
 * nothing on the stream did; only where the order stays open, the stream alone knows.
 */
export class CancelReports {
  readonly #ports: AccountPorts;
  readonly #teller: Teller;
  /** By order. The verdict on the cancel may come to the topic after the venue has thought again. */
  readonly #refusals = new Map<string, ExecutionReport>();
  readonly #seen = new BoundedMap<string, true>(MAX_REMEMBERED);

  constructor(ports: AccountPorts, teller: Teller) {
    this.#ports = ports;
    this.#teller = teller;
  }

  /** The stream says that the order will not be canceled. A repeat must not hit a later cancel of the order. */
  refused(report: ExecutionReport): void {
    const { brokerOrderId } = report.order;
    const name = report.execId ?? `${brokerOrderId} ${report.transactTimeMs}`;
    if (this.#seen.has(name)) return;
    this.#seen.set(name, true);
    if (this.#refusals.size < MAX_REMEMBERED) this.#refusals.set(brokerOrderId, report);
    this.report();
  }

  report(): void {
    const { orders, clock } = this.#ports;
    for (const { cancel, end } of orders.cancels.takeFailed(orders.known))
      this.#tell(cancel, { ...end, leavesQty: ZERO }, clock.nowMs());
    for (const [brokerOrderId, { order, transactTimeMs }] of this.#refusals) {
      const cancel = orders.cancels.of(brokerOrderId);
      const isOver = orders.known.endOf(brokerOrderId) !== undefined;
      if (cancel === undefined && !isOver) continue;
      this.#refusals.delete(brokerOrderId);
      if (cancel === undefined) continue;
      const { ordStatus, cumQty, body } = order;
      const leavesQty = subtract(body.quantity, cumQty);
      this.#tell(cancel, { ordStatus, cumQty, leavesQty }, transactTimeMs);
    }
  }

  #tell(cancel: OpenCancel, order: Uncanceled, atMs: number): void {
    const { accountId } = this.#ports;
    this.#teller.tell(cancelRejectedOutcome(accountId, cancel, order, atMs), cancel.orderUuid);
  }
}
