import type { BrokerClock } from '@orderonce/brokers';
import type { AccountId, ClientOrderId, OrderOutcome, Outcome } from '@orderonce/contracts';
import { BoundedMap } from './bounded-map.ts';

export interface DoubtedOrdersOptions {
  readonly accountId: AccountId;
  /** Orders are remembered up to this many. */
  readonly maxRemembered: number;
  readonly clock: Pick<BrokerClock, 'nowMs'>;
}

type Told = 'HELD' | 'ACCEPTED' | 'DENIED' | 'REJECTED';

interface Watched {
  readonly sinceMs: number;
  readonly nextLookMs: number;
}

const FIRST_LOOK_MS = 1_000;
/** Longer than any venue was seen to hide an order; about ten look-ups each, further and further apart. */
const WATCH_MS = 10 * 60_000;
const MAX_WATCHED = 10_000;

/**
 * One account's orders of which the topic says that they do not exist, or that nobody knows. Should the venue
 * show one all the same, that is an order of ours that nobody counts on.
 */
export class DoubtedOrders {
  readonly #options: DoubtedOrdersOptions;
  readonly #told: BoundedMap<string, Told>;
  readonly #corrected: BoundedMap<string, true>;
  readonly #watched = new Map<ClientOrderId, Watched>();
  /** The venue's orders that filled, by our ids: the doubt may come to the topic after the fill. */
  readonly #filled: BoundedMap<string, string>;
  readonly #contradicted = new Set<ClientOrderId>();

  constructor(options: DoubtedOrdersOptions) {
    this.#options = options;
    this.#told = new BoundedMap(options.maxRemembered);
    this.#corrected = new BoundedMap(options.maxRemembered);
    this.#filled = new BoundedMap(options.maxRemembered);
  }

  /** Takes what an outcome tells. They may come repeated. */
  note(outcome: Outcome): void {
    if (outcome.accountId !== this.#options.accountId) return;
    switch (outcome.execType) {
      case 'TRADE':
        if (this.#told.get(outcome.clientOrderId) !== 'ACCEPTED' && outcome.brokerOrderId)
          this.#filled.set(outcome.clientOrderId, outcome.brokerOrderId);
        break;
      case 'HELD':
        this.#noteContradiction(outcome.clientOrderId);
        if (!this.#told.has(outcome.clientOrderId)) this.#told.set(outcome.clientOrderId, 'HELD');
        break;
      case 'ACCEPTED':
        this.#watched.delete(outcome.clientOrderId);
        this.#contradicted.delete(outcome.clientOrderId);
        this.#told.set(outcome.clientOrderId, 'ACCEPTED');
        break;
      case 'DENIED':
      case 'REJECTED':
        this.#noteContradiction(outcome.clientOrderId);
        this.#noteRefusal(outcome, outcome.execType);
        break;
      case 'CORRECTION':
        this.#watched.delete(outcome.clientOrderId);
        this.#contradicted.delete(outcome.clientOrderId);
        if (outcome.brokerOrderId !== undefined)
          this.#corrected.set(pairOf(outcome.clientOrderId, outcome.brokerOrderId), true);
    }
  }

  /** Whether the venue's order contradicts what the topic tells, and no correction says so yet. */
  isNews(clientOrderId: string, brokerOrderId: string): boolean {
    const told = this.#told.get(clientOrderId);
    if (told === undefined || told === 'ACCEPTED') return false;
    return !this.#corrected.has(pairOf(clientOrderId, brokerOrderId));
  }

  /** The venue's orders that filled before the topic told that they do not exist, or that nobody knows. */
  contradicted(): string[] {
    return [...this.#contradicted].flatMap((id) => {
      const brokerOrderId = this.#filled.get(id);
      return brokerOrderId !== undefined && this.isNews(id, brokerOrderId) ? [brokerOrderId] : [];
    });
  }

  /**
   * Refused orders that may have been made all the same, to be looked for now, at most `max`. A doubt that a
   * person has not ended yet is for that person to look into.
   */
  due(max: number): ClientOrderId[] {
    const nowMs = this.#options.clock.nowMs();
    return [...this.#watched]
      .filter(([, { nextLookMs }]) => nextLookMs <= nowMs)
      .slice(0, max)
      .map(([id]) => id);
  }

  /** The venue was asked, and did not show it. */
  looked(id: ClientOrderId): void {
    const watched = this.#watched.get(id);
    if (watched === undefined) return;
    this.#watched.delete(id);
    const { sinceMs } = watched;
    const nowMs = this.#options.clock.nowMs();
    const nextLookMs = nowMs + Math.max(nowMs - sinceMs, FIRST_LOOK_MS);
    if (nextLookMs - sinceMs <= WATCH_MS) this.#watched.set(id, { sinceMs, nextLookMs });
  }

  #noteContradiction(id: ClientOrderId): void {
    if (this.#filled.has(id)) this.#contradicted.add(id);
  }

  #noteRefusal(outcome: OrderOutcome, verdict: 'DENIED' | 'REJECTED'): void {
    const { clientOrderId, transactTimeMs } = outcome;
    const before = this.#told.get(clientOrderId);
    if (before === 'ACCEPTED' || before === verdict) return;
    this.#told.set(clientOrderId, verdict);
    const isOver = this.#options.clock.nowMs() - transactTimeMs >= WATCH_MS;
    const isWorthIt = mayHaveBeenMade(outcome, before === 'HELD') && outcome.order !== undefined;
    if (isOver || !isWorthIt || this.#watched.size >= MAX_WATCHED) return;
    const nextLookMs = transactTimeMs + FIRST_LOOK_MS;
    this.#watched.set(clientOrderId, { sinceMs: transactTimeMs, nextLookMs });
  }
}

/** After one plain "no" there is nothing to look for: of what was never in doubt the verdict is proof. */
function mayHaveBeenMade({ execType, reason, evidence }: OrderOutcome, wasHeld: boolean): boolean {
  if (wasHeld || reason?.code === 'RESOLVED_ABSENT' || reason?.code === 'RESOLVED_ABANDON')
    return true;
  const sends = evidence?.filter(({ action }) => action === 'submit') ?? [];
  return execType === 'REJECTED' && sends.length > 1;
}

const pairOf = (clientOrderId: string, brokerOrderId: string) =>
  `${clientOrderId}/${brokerOrderId}`;
