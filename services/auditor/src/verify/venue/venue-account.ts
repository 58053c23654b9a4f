import { setTimeout as delay } from 'node:timers/promises';
import type {
  Broker,
  BrokerFill,
  BrokerOrder,
  BrokerPosition,
  FillsResult,
  OpenOrdersResult,
} from '@orderonce/brokers';
import type { ClientOrderId } from '@orderonce/contracts';

type OpenOrdersPage = Extract<OpenOrdersResult, { readonly kind: 'page' }>;
type FillsPage = Extract<FillsResult, { readonly kind: 'page' }>;

const TIMEOUT_MS = 10_000;
const ATTEMPTS = 5;
const PAUSE_MS = 1_000;
/** The executors need the rest of what the venue takes from an account. */
const OUR_SHARE = 0.5;

/** A question that the venue did not answer, however often it was asked. */
export class VenueSilent extends Error {
  override readonly name = 'VenueSilent';
}

/** Asks one account's venue, patiently and at half of its pace; never writes. */
export class VenueAccount {
  readonly #broker: Broker;
  #nextMs = 0;

  constructor(broker: Broker) {
    this.#broker = broker;
  }

  /** Null: the venue shows no such order. */
  async order(
    clientOrderId: ClientOrderId,
    brokerOrderId: string | undefined,
  ): Promise<BrokerOrder | null> {
    const byOurs = this.#broker.capabilities.lookUpByClientOrderId;
    const answer = await this.#ask(() =>
      byOurs || brokerOrderId === undefined
        ? this.#broker.findByClientOrderId(clientOrderId, { timeoutMs: TIMEOUT_MS })
        : this.#broker.findByBrokerOrderId(brokerOrderId, { timeoutMs: TIMEOUT_MS }),
    );
    return answer.kind === 'found' ? answer.order : null;
  }

  async *openOrders(): AsyncGenerator<BrokerOrder> {
    for (let after: string | null = null; ; ) {
      const asked: string | null = after;
      const page: OpenOrdersPage = await this.#ask(() =>
        this.#broker.openOrders(asked, { timeoutMs: TIMEOUT_MS }),
      );
      yield* page.orders;
      if (page.next === null) return;
      after = page.next;
    }
  }

  /** All that the venue still has, oldest first. */
  async *fills(): AsyncGenerator<BrokerFill> {
    for (let after: string | null = null; ; ) {
      const asked: string | null = after;
      const page: FillsPage = await this.#ask(() =>
        this.#broker.fillsAfter(asked, { timeoutMs: TIMEOUT_MS }),
      );
      yield* page.fills;
      if (page.isLast) return;
      after = page.fills.at(-1)?.fillId ?? after;
    }
  }

  async positions(): Promise<readonly BrokerPosition[]> {
    const answer = await this.#ask(() => this.#broker.positions({ timeoutMs: TIMEOUT_MS }));
    return answer.positions;
  }

  /** @throws {VenueSilent} */
  async #ask<Answer extends { readonly kind: string }>(
    question: () => Promise<Answer>,
  ): Promise<Exclude<Answer, { readonly kind: 'unknown' }>> {
    let text = '';
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      await this.#turn();
      const answer = await question();
      if (answer.kind !== 'unknown') return answer as Exclude<Answer, { kind: 'unknown' }>;
      const { retryAfterMs = PAUSE_MS, text: said = '' } = answer as {
        readonly retryAfterMs?: number;
        readonly text?: string;
      };
      text = said;
      await delay(retryAfterMs);
    }
    throw new VenueSilent(text);
  }

  async #turn(): Promise<void> {
    const { rateLimit } = this.#broker.capabilities;
    if (rateLimit === undefined) return;
    const nowMs = performance.now();
    const atMs = Math.max(nowMs, this.#nextMs);
    this.#nextMs = atMs + rateLimit.windowMs / rateLimit.requests / OUR_SHARE;
    if (atMs > nowMs) await delay(atMs - nowMs);
  }
}
