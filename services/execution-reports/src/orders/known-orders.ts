import type { BrokerOrder } from '@orderonce/brokers';
import type { AccountId, Decimal, ExecType, OrdStatus, Outcome } from '@orderonce/contracts';
import { BoundedMap } from './bounded-map.ts';
import {
  factsOfAcceptance,
  factsOfBrokerOrder,
  factsOfCorrection,
  type OrderFacts,
} from './order-facts.ts';

export interface KnownOrdersOptions {
  readonly accountId: AccountId;
  /** How long after one look at an open order the next one is due. */
  readonly checkEveryMs: number;
  /** Orders that are not open are remembered up to this many; one that was forgotten is looked up again. */
  readonly maxRemembered: number;
}

const ENDS: ReadonlySet<ExecType> = new Set(['CANCELED', 'EXPIRED', 'REPLACED']);

interface OpenOrder {
  readonly facts: OrderFacts;
  /** On the monotonic clock. */
  readonly nextCheckMs: number;
  /** A person adopted it, so it may differ from what was asked for: only the venue knows what it is. */
  readonly isUnseen?: true;
}

/** How an order ended, as the topic tells it. */
export interface EndedOrder {
  readonly ordStatus: OrdStatus;
  readonly cumQty: Decimal;
}

/**
 * One account's orders, as `orders.outcomes` and look-ups tell of them: what each of them is, and which are
 * open, so that they could end at the venue without a fill that says so.
 */
export class KnownOrders {
  readonly #options: KnownOrdersOptions;
  readonly #open = new Map<string, OpenOrder>();
  readonly #over: BoundedMap<string, EndedOrder>;
  readonly #facts: BoundedMap<string, OrderFacts>;

  constructor(options: KnownOrdersOptions) {
    this.#options = options;
    this.#over = new BoundedMap(options.maxRemembered);
    this.#facts = new BoundedMap(options.maxRemembered);
  }

  /** Takes what an outcome tells. They may come repeated and in any order. */
  note(outcome: Outcome, nowMs: number): void {
    const { accountId, brokerOrderId, execType } = outcome;
    if (accountId !== this.#options.accountId || brokerOrderId === undefined) return;
    if (execType === 'ACCEPTED') {
      const facts = factsOfAcceptance(outcome);
      // Without a body it is the acceptance of a cancel, and names the order that may end now.
      if (facts === null) this.#checkAt(brokerOrderId, nowMs);
      else this.#begin(facts, nowMs, outcome.reason?.code === 'RESOLVED_ADOPT');
    }
    if (execType === 'CORRECTION') {
      const facts = factsOfCorrection(outcome);
      if (facts !== null) this.#begin(facts, nowMs, false);
    }
    const isEnd = ENDS.has(execType) || (execType === 'TRADE' && outcome.ordStatus === 'FILLED');
    if (isEnd) this.#end(brokerOrderId, outcome);
  }

  /** Undefined: nobody told of its end. */
  endOf(brokerOrderId: string): EndedOrder | undefined {
    return this.#over.get(brokerOrderId);
  }

  facts(brokerOrderId: string): OrderFacts | undefined {
    const open = this.#open.get(brokerOrderId);
    return open !== undefined && !open.isUnseen ? open.facts : this.#facts.get(brokerOrderId);
  }

  /** Remembers what a look-up told of an order that no outcome told of, or whose acceptance is not to be trusted. */
  learn(order: BrokerOrder): OrderFacts {
    const facts = factsOfBrokerOrder(order);
    this.#facts.set(order.brokerOrderId, facts);
    return facts;
  }

  /** The open orders to look at now, at most `max`, those first that have waited longest. */
  due(nowMs: number, max: number): OrderFacts[] {
    return [...this.#open.values()]
      .filter(({ nextCheckMs }) => nextCheckMs <= nowMs)
      .sort((a, b) => a.nextCheckMs - b.nextCheckMs)
      .slice(0, max)
      .map(({ facts }) => facts);
  }

  /** An order was looked at; `isEnding`: it is about to end, so the next look is due at once. */
  checked(brokerOrderId: string, isEnding: boolean, nowMs: number): void {
    this.#checkAt(brokerOrderId, isEnding ? nowMs : nowMs + this.#options.checkEveryMs);
  }

  #begin(facts: OrderFacts, nowMs: number, isUnseen: boolean): void {
    const { brokerOrderId } = facts;
    const nextCheckMs = nowMs + this.#options.checkEveryMs;
    if (this.#over.has(brokerOrderId)) {
      if (!isUnseen) this.#facts.set(brokerOrderId, facts);
    } else if (!this.#open.has(brokerOrderId))
      this.#open.set(brokerOrderId, { facts, nextCheckMs, ...(isUnseen && { isUnseen }) });
  }

  #checkAt(brokerOrderId: string, nextCheckMs: number): void {
    const open = this.#open.get(brokerOrderId);
    if (open !== undefined) this.#open.set(brokerOrderId, { ...open, nextCheckMs });
  }

  #end(brokerOrderId: string, { ordStatus, cumQty }: EndedOrder): void {
    const facts = this.facts(brokerOrderId);
    this.#open.delete(brokerOrderId);
    if (!this.#over.has(brokerOrderId)) this.#over.set(brokerOrderId, { ordStatus, cumQty });
    if (facts !== undefined) this.#facts.set(brokerOrderId, facts);
  }
}
