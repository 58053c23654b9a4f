import type { ExecutionReport } from '@orderonce/brokers';
import { add, compare, subtract } from '@orderonce/contracts';
import { type AccountPorts, DONE, type Round } from './account-ports.ts';
import { CancelReports } from './cancel-reports.ts';
import { Corrections } from './corrections.ts';
import { EndReports } from './end-reports.ts';
import { FillReports } from './fill-reports.ts';
import { OpenOrderReading } from './open-order-reading.ts';
import { Teller } from './teller.ts';

/**
 * What happens on one account, told once each, from two sources: the venue's own reports as they come, and rounds of
 * asking it. What is told follows from the orders and fills that they show and not from which of them showed it
 * first, so repeats, reorderings and gaps of the reports change nothing in it.
 */
export class AccountReports {
  readonly #ports: AccountPorts;
  readonly #teller: Teller;
  readonly #corrections: Corrections;
  readonly #openOrders: OpenOrderReading;
  readonly #fills: FillReports;
  readonly #ends: EndReports;
  readonly #cancels: CancelReports;

  constructor(ports: AccountPorts) {
    this.#ports = ports;
    this.#teller = new Teller(ports);
    this.#corrections = new Corrections(ports, this.#teller);
    this.#openOrders = new OpenOrderReading(ports);
    this.#fills = new FillReports(ports, this.#corrections, this.#teller);
    this.#ends = new EndReports(ports, this.#teller);
    this.#cancels = new CancelReports(ports, this.#teller);
  }

  /**
   * The orders are looked at first and their ends told last, with the fills between, so that an end never overtakes
   * a fill that came before it. An order that appears late is told before both.
   */
  async round(): Promise<Round> {
    const seen = await this.#openOrders.look();
    const nowMs = this.#ports.clock.nowMs();
    for (const order of seen.orders) {
      this.#corrections.ofOrder(order);
      this.#ends.see(order, nowMs);
    }
    await this.#corrections.look();
    const ends = this.#ends.waiting();
    const fills = await this.#fills.report();
    if (fills.kind === 'away') return fills;
    this.#fills.lookForMissing(seen.orders);
    this.#ends.tell(ends);
    this.#cancels.report();
    await this.#teller.settled();
    if (seen.round.kind === 'away') return seen.round;
    return seen.hasMore ? { ...DONE, isBehind: true } : DONE;
  }

  /**
   * Takes what the venue tells of its own accord.
   *
   * @returns false: there is something that only a round can find out
   */
  take(report: ExecutionReport): boolean {
    const { order, event, transactTimeMs } = report;
    this.#corrections.ofOrder(order);
    const areFillsTold = this.#takeFills(report);
    const hasToWait = this.#ends.see(order, transactTimeMs);
    if (event === 'CANCEL_REJECTED') this.#cancels.refused(report);
    return areFillsTold && !hasToWait && event !== 'REPLACE_REJECTED';
  }

  /** An order that needs a look, for a reason that cannot be read. */
  doubt(brokerOrderId: string): void {
    const { orders, clock } = this.#ports;
    orders.known.checked(brokerOrderId, true, clock.monotonicMs());
  }

  #takeFills({ event, order, lastQty, lastPx, execId, transactTimeMs }: ExecutionReport): boolean {
    const { known, fills } = this.#ports.orders;
    const { brokerOrderId, cumQty, body } = order;
    const told = fills.cumQty(brokerOrderId);
    if (event !== 'TRADE' || lastQty === undefined || lastPx === undefined)
      return compare(cumQty, told) <= 0;
    const facts = known.facts(brokerOrderId) ?? known.learn(order);
    const isNext = compare(add(told, lastQty), cumQty) === 0 && compare(cumQty, body.quantity) <= 0;
    const leavesQty = subtract(body.quantity, cumQty);
    const fill = { brokerOrderId, lastQty, lastPx, cumQty, leavesQty, transactTimeMs };
    const named = execId === undefined ? fill : { ...fill, fillId: execId };
    return this.#fills.takeStreamed(named, isNext, facts);
  }
}
