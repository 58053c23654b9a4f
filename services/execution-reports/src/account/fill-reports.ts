import { fillOutcome } from '../reports/fill-outcome.ts';
import { type AccountPorts, DONE, LOOK_UPS_AT_ONCE, type Round } from './account-ports.ts';
import type { Corrections } from './corrections.ts';
import { WaitingFills } from './waiting-fills.ts';

/** How long an order that the venue does not show, though it filled, is left alone before the next look-up. */
const ABSENT_PAUSE_MS = 5_000;
/** Beyond this many fills whose orders cannot be looked up no more are read. */
const MAX_WAITING = 10_000;

/**
 * Reports one account's fills, from the first that the venue still has. A fill that was read stays in here
 * until it is on the log, and no page is read before the last one was tried, so none is lost and few wait: those
 * whose order the venue does not show yet, which must not stop all others. Nothing is kept elsewhere: a process
 * that dies reads everything again.
 */
export class FillReports {
  readonly #ports: AccountPorts;
  readonly #corrections: Corrections;
  readonly #waiting = new WaitingFills();
  #lastFillId: string | null = null;

  constructor(ports: AccountPorts, corrections: Corrections) {
    this.#ports = ports;
    this.#corrections = corrections;
  }

  /** Reports all that the venue has by now. */
  async report(): Promise<Round> {
    const { broker, timeoutMs, signal } = this.#ports;
    for (;;) {
      if (this.#waiting.size >= MAX_WAITING) {
        const round = await this.#reportWaiting();
        if (this.#waiting.size < MAX_WAITING) continue;
        const text = `the orders of ${this.#waiting.size} fills cannot be looked up`;
        return round.kind === 'away' ? round : { kind: 'away', text };
      }
      const page = await broker.fillsAfter(this.#lastFillId, { timeoutMs });
      if (page.kind === 'unknown') return { kind: 'away', text: page.text };
      for (const fill of page.fills) this.#waiting.add(fill);
      this.#lastFillId = page.fills.at(-1)?.fillId ?? this.#lastFillId;
      const round = await this.#reportWaiting();
      if (round.kind === 'away' || page.isLast || signal.aborted) return round;
    }
  }

  async #reportWaiting(): Promise<Round> {
    const round = await this.#lookUpOrders();
    await Promise.all(this.#waiting.orders().map((id) => this.#publishFillsOf(id)));
    return round;
  }

  async #publishFillsOf(brokerOrderId: string): Promise<void> {
    const { accountId, known, publish } = this.#ports;
    const facts = known.facts(brokerOrderId);
    if (facts === undefined) return;
    const fills = this.#waiting.fillsOf(brokerOrderId);
    const [first] = fills;
    await Promise.all([
      first && this.#corrections.ofFill(facts, first),
      ...fills.map((fill) => publish(fillOutcome(accountId, fill, facts), facts.orderUuid)),
    ]);
    this.#waiting.remove(brokerOrderId);
  }

  async #lookUpOrders(): Promise<Round> {
    const { known, clock, signal } = this.#ports;
    const nowMs = clock.monotonicMs();
    const strange = this.#waiting
      .orders()
      .filter((id) => known.facts(id) === undefined && this.#waiting.mayLookUp(id, nowMs));
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
    const { accountId, broker, known, clock, log, timeoutMs } = this.#ports;
    const result = await broker.findByBrokerOrderId(brokerOrderId, { timeoutMs });
    switch (result.kind) {
      case 'found':
        known.learn(result.order);
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
