import type { BrokerFill, BrokerOrder, FillsResult } from '@orderonce/brokers';
import type { OrderFacts } from '../orders/order-facts.ts';
import { fillOutcome, type SeenFill } from '../reports/fill-outcome.ts';
import { type AccountPorts, DONE, LOOK_UPS_AT_ONCE, type Round } from './account-ports.ts';
import type { Corrections } from './corrections.ts';
import { MissingFills } from './missing-fills.ts';
import type { Teller } from './teller.ts';
import { WaitingFills } from './waiting-fills.ts';

/** How long an order that the venue does not show, though it filled, is left alone before the next look-up. */
const ABSENT_PAUSE_MS = 5_000;
/** Beyond this many fills whose orders cannot be looked up no more are read. */
const MAX_WAITING = 10_000;

/**
 * Reports one account's fills, each once, from where the last reader stopped. A fill that was read stays in here
 * until it is told, and no page is read before the last one was tried, so none is lost and few wait: those whose
 * order the venue does not show yet, which must not stop all others.
 */
export class FillReports {
  readonly #ports: AccountPorts;
  readonly #corrections: Corrections;
  readonly #teller: Teller;
  readonly #waiting = new WaitingFills();
  readonly #missing = new MissingFills();
  #isPlaced = false;
  /** The venue did not take the kept position's fill for one of its own, or was away: all is read once more. */
  #isPositionTried = true;
  #last: Pick<BrokerFill, 'fillId' | 'brokerOrderId' | 'cumQty'> | null = null;
  #savedFillId: string | null = null;

  constructor(ports: AccountPorts, corrections: Corrections, teller: Teller) {
    this.#ports = ports;
    this.#corrections = corrections;
    this.#teller = teller;
  }

  /** Reports all that the venue has by now. */
  async report(): Promise<Round> {
    await this.#place();
    for (;;) {
      if (this.#waiting.size >= MAX_WAITING) {
        const round = await this.#reportWaiting();
        if (this.#waiting.size < MAX_WAITING) continue;
        const text = `the orders of ${this.#waiting.size} fills cannot be looked up`;
        return round.kind === 'away' ? round : { kind: 'away', text };
      }
      const page = await this.#nextPage();
      if (page.kind === 'unknown') return { kind: 'away', text: page.text };
      for (const fill of page.fills) if (!this.#isTold(fill)) this.#waiting.add(fill);
      this.#last = page.fills.at(-1) ?? this.#last;
      const round = await this.#reportWaiting();
      await this.#keepPosition();
      if (round.kind === 'away' || page.isLast || this.#ports.signal.aborted) return round;
    }
  }

  /**
   * Tells a fill that the venue's stream shows, if it is the order's next one; one before it that the stream did
   * not show is found by the next `report`, and this one with it.
   *
   * @returns whether the order's fills up to this one are told
   */
  takeStreamed(fill: SeenFill, isNext: boolean, facts: OrderFacts): boolean {
    if (this.#isTold(fill)) return true;
    if (!isNext) return false;
    this.#tell(fill, facts);
    return true;
  }

  /** To be asked with orders that were seen before all fills were reported. */
  lookForMissing(seen: readonly BrokerOrder[]): void {
    const { accountId, clock, log, orders } = this.#ports;
    for (const order of seen) {
      const { brokerOrderId, cumQty } = order;
      const told = orders.fills.cumQty(brokerOrderId);
      if (!this.#missing.see(order, told, clock.monotonicMs())) continue;
      log.warn({ event: 'fill-missing-in-list', accountId, brokerOrderId, told, cumQty });
      this.#last = null;
    }
  }

  /** The kept position is believed where the topic shows its fill. */
  async #place(): Promise<void> {
    if (this.#isPlaced) return;
    this.#isPlaced = true;
    const kept = await this.#ports.position.load();
    if (kept === null || !this.#isTold(kept)) return;
    this.#last = kept;
    this.#savedFillId = kept.fillId;
    this.#isPositionTried = false;
  }

  async #nextPage(): Promise<FillsResult> {
    const { accountId, broker, log, timeoutMs } = this.#ports;
    const page = await broker.fillsAfter(this.#last?.fillId ?? null, { timeoutMs });
    const isDoubtful = page.kind === 'unknown' && page.retryAfterMs === undefined;
    if (!this.#isPositionTried && isDoubtful) {
      log.warn({ event: 'fills-from-the-beginning', accountId, reason: page.text });
      this.#last = null;
    }
    if (page.kind === 'page' || isDoubtful) this.#isPositionTried = true;
    return page;
  }

  async #keepPosition(): Promise<void> {
    await this.#teller.settled();
    if (this.#last === null || this.#waiting.size > 0) return;
    const { fillId, brokerOrderId, cumQty } = this.#last;
    if (fillId === this.#savedFillId) return;
    await this.#ports.position.save({ fillId, brokerOrderId, cumQty });
    this.#savedFillId = fillId;
  }

  #isTold({ brokerOrderId, cumQty }: Pick<BrokerFill, 'brokerOrderId' | 'cumQty'>): boolean {
    return this.#ports.orders.fills.has(brokerOrderId, cumQty);
  }

  async #reportWaiting(): Promise<Round> {
    const round = await this.#lookUpOrders();
    for (const id of this.#waiting.orders()) this.#tellFillsOf(id);
    return round;
  }

  #tellFillsOf(brokerOrderId: string): void {
    const facts = this.#ports.orders.known.facts(brokerOrderId);
    if (facts === undefined) return;
    // The stream may have shown it meanwhile.
    for (const fill of this.#waiting.fillsOf(brokerOrderId))
      if (!this.#isTold(fill)) this.#tell(fill, facts);
    this.#waiting.remove(brokerOrderId);
  }

  #tell(fill: SeenFill, facts: OrderFacts): void {
    this.#corrections.ofFill(facts, fill);
    this.#teller.tell(fillOutcome(this.#ports.accountId, fill, facts), facts.orderUuid);
  }

  async #lookUpOrders(): Promise<Round> {
    const { orders, clock, signal } = this.#ports;
    const nowMs = clock.monotonicMs();
    const strange = this.#waiting
      .orders()
      .filter((id) => orders.known.facts(id) === undefined && this.#waiting.mayLookUp(id, nowMs));
    for (let begin = 0; begin < strange.length; begin += LOOK_UPS_AT_ONCE) {
      if (signal.aborted) return DONE;
      const some = strange.slice(begin, begin + LOOK_UPS_AT_ONCE);
      const rounds = await Promise.all(some.map((id) => this.#lookUp(id)));
      const away = rounds.find(({ kind }) => kind === 'away');
      if (away !== undefined) return away;
    }
    return DONE;
  }

  async #lookUp(brokerOrderId: string): Promise<Round> {
    const { accountId, broker, orders, clock, log, timeoutMs } = this.#ports;
    const result = await broker.findByBrokerOrderId(brokerOrderId, { timeoutMs });
    switch (result.kind) {
      case 'found':
        orders.known.learn(result.order);
        return DONE;
      case 'absent':
        // Proves nothing: the fill says that there is such an order.
        log.warn({ event: 'order-of-fill-not-found', accountId, brokerOrderId });
        this.#waiting.lookUpAgainAt(brokerOrderId, clock.monotonicMs() + ABSENT_PAUSE_MS);
        return DONE;
      case 'unknown':
        return { kind: 'away', text: result.text };
    }
  }
}
