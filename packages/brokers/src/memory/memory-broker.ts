import {
  type ClientOrderId,
  compare,
  type Decimal,
  decimal,
  type Evidence,
  type TradingSymbol,
} from '@orderonce/contracts';
import type { Broker, ReplaceRequest, SubmitRequest } from '../broker.ts';
import type { BrokerClock } from '../broker-clock.ts';
import type { BrokerOrder } from '../broker-order.ts';
import type { BrokerReport } from '../broker-report.ts';
import type {
  AccountResult,
  CancelResult,
  FillsResult,
  LookUpResult,
  OpenOrdersResult,
  PositionsResult,
  ReplaceResult,
  SubmitResult,
} from '../broker-results.ts';
import { ALPACA_CAPABILITIES, type BrokerCapabilities } from '../capabilities.ts';
import type { MemoryLedgerEntry } from './memory-ledger.ts';
import { MemoryVenue } from './memory-venue.ts';
import type { SubmitFault } from './submit-fault.ts';

export interface MemoryBrokerOptions {
  readonly clock: BrokerClock;
  /** What is not given is Alpaca's, without its rate limit. */
  readonly capabilities?: Partial<BrokerCapabilities>;
  /**
   * The market: what is marketable at this price fills whole right after it was accepted, everything else
   * rests. `null`: nothing fills but by `fill`.
   */
  readonly priceOf?: ((symbol: TradingSymbol) => Decimal) | null;
}

const FILLS_PAGE_SIZE = 100;
const { rateLimit: _none, ...UNLIMITED } = ALPACA_CAPABILITIES;

/**
 * A whole venue in this process, for tests: every answer and fault is scripted, nothing depends on time or
 * chance, and the ledger tells what really happened.
 */
export class MemoryBroker implements Broker {
  readonly capabilities: BrokerCapabilities;
  readonly #clock: BrokerClock;
  readonly #venue: MemoryVenue;
  readonly #priceOf: ((symbol: TradingSymbol) => Decimal) | null;
  readonly #script: SubmitFault[] = [];
  #isReachable = true;

  constructor(options: MemoryBrokerOptions) {
    this.capabilities = { ...UNLIMITED, ...options.capabilities };
    this.#clock = options.clock;
    this.#venue = new MemoryVenue(options.clock);
    this.#priceOf = options.priceOf === undefined ? () => decimal('100') : options.priceOf;
  }

  get ledger(): readonly MemoryLedgerEntry[] {
    return this.#venue.ledger;
  }

  /** Each of the next submits meets one of these, in this order; the ones after them meet none. */
  script(...faults: SubmitFault[]): void {
    this.#script.push(...faults);
  }

  /** While it is false nothing can be sent: submits are `not-sent`, and everything else is `unknown`. */
  setReachable(isReachable: boolean): void {
    this.#isReachable = isReachable;
  }

  /** Fills all that is open of an order, or `quantity` of it. */
  fill(brokerOrderId: string, price: Decimal, quantity?: Decimal): void {
    this.#venue.fill(brokerOrderId, price, quantity);
  }

  async submit(request: SubmitRequest): Promise<SubmitResult> {
    if (!this.#isReachable) return this.#notSent('the venue cannot be reached');
    const fault = this.#script.shift();
    switch (fault?.kind) {
      case 'not-sent':
        return this.#notSent('as scripted');
      case 'request-lost':
        return this.#unknown('the request was lost');
      case 'rate-limited': {
        const { retryAfterMs } = fault;
        const evidence = this.#evidence('submit', 'rate limited');
        return { kind: 'rate-limited', retryAfterMs, evidence };
      }
      case 'refused':
        return this.#refuse(request, fault.code, fault.text);
      case 'hidden':
        return this.#take(request, fault.lookUps);
      case 'answer-lost':
        this.#take(request, 0);
        return this.#unknown('the answer was lost');
      case undefined:
        return this.#take(request, 0);
    }
  }

  async cancel(brokerOrderId: string): Promise<CancelResult> {
    if (!this.#isReachable) {
      const evidence = this.#evidence('cancel', 'not sent');
      return { kind: 'unknown', text: 'the venue cannot be reached', evidence };
    }
    const isCanceled = this.#venue.cancel(brokerOrderId);
    if (isCanceled === undefined)
      return { kind: 'absent', evidence: this.#evidence('cancel', 'absent') };
    if (isCanceled) return { kind: 'requested', evidence: this.#evidence('cancel', 'requested') };
    const evidence = this.#evidence('cancel', 'rejected');
    return { kind: 'rejected', code: 'NOT_OPEN', text: 'the order is not open', evidence };
  }

  async findByClientOrderId(id: ClientOrderId): Promise<LookUpResult> {
    if (!this.capabilities.lookUpByClientOrderId) return this.#blind('no such look-up here');
    return this.#lookUp(() => this.#venue.findByClientOrderId(id));
  }

  async findByBrokerOrderId(brokerOrderId: string): Promise<LookUpResult> {
    return this.#lookUp(() => this.#venue.findByBrokerOrderId(brokerOrderId));
  }

  async fillsAfter(afterFillId: string | null): Promise<FillsResult> {
    if (!this.#isReachable) return { kind: 'unknown', text: 'the venue cannot be reached' };
    const { fills } = this.#venue;
    const begin = fills.findIndex((fill) => fill.fillId === afterFillId) + 1;
    if (afterFillId !== null && begin === 0)
      return { kind: 'unknown', text: `no fill ${afterFillId}` };
    const page = fills.slice(begin, begin + FILLS_PAGE_SIZE);
    return { kind: 'page', fills: page, isLast: begin + page.length === fills.length };
  }

  async replace(_request: ReplaceRequest): Promise<ReplaceResult> {
    return this.#unknown('replace is not known here');
  }

  async openOrders(_after: string | null): Promise<OpenOrdersResult> {
    return { kind: 'unknown', text: 'open orders are not known here' };
  }

  async positions(): Promise<PositionsResult> {
    return { kind: 'unknown', text: 'positions are not known here' };
  }

  async account(): Promise<AccountResult> {
    return { kind: 'unknown', text: 'the account is not known here' };
  }

  async *reports(_signal: AbortSignal): AsyncGenerator<BrokerReport> {
    yield { kind: 'disconnected', why: 'lost', text: 'reports are not known here' };
  }

  async close(): Promise<void> {}

  #take(request: SubmitRequest, hiddenLookUps: number): SubmitResult {
    const { clientOrderId, order } = request;
    this.#venue.ledger.push({ kind: 'post', clientOrderId, order });
    const refusesRepeats = this.capabilities.repeatedClientOrderId === 'refused-for-ever';
    if (refusesRepeats && this.#venue.knows(clientOrderId)) {
      this.#venue.ledger.push({ kind: 'refused-duplicate', clientOrderId });
      return { kind: 'duplicate', evidence: this.#evidence('submit', 'duplicate') };
    }
    const accepted = this.#venue.accept(request, hiddenLookUps);
    const price = this.#priceOf?.(order.symbol);
    if (price !== undefined && isMarketable(request, price))
      this.#venue.fill(accepted.brokerOrderId, price);
    return { kind: 'accepted', order: accepted, evidence: this.#evidence('submit', 'accepted') };
  }

  #refuse({ clientOrderId, order }: SubmitRequest, code: string, text: string): SubmitResult {
    this.#venue.ledger.push({ kind: 'post', clientOrderId, order });
    this.#venue.ledger.push({ kind: 'rejected', clientOrderId, code });
    return { kind: 'rejected', code, text, evidence: this.#evidence('submit', `refused ${code}`) };
  }

  #notSent(text: string): SubmitResult {
    return { kind: 'not-sent', text, evidence: this.#evidence('submit', 'not sent') };
  }

  #unknown(text: string): SubmitResult {
    return { kind: 'unknown', text, evidence: this.#evidence('submit', 'no answer') };
  }

  #blind(text: string): LookUpResult {
    return { kind: 'unknown', text, evidence: this.#evidence('look-up', 'no answer') };
  }

  #lookUp(find: () => BrokerOrder | undefined): LookUpResult {
    if (!this.#isReachable) return this.#blind('the venue cannot be reached');
    const order = find();
    return order === undefined
      ? { kind: 'absent', evidence: this.#evidence('look-up', 'absent') }
      : { kind: 'found', order, evidence: this.#evidence('look-up', 'found') };
  }

  #evidence(action: Evidence['action'], result: string): Evidence {
    return { atMs: this.#clock.nowMs(), action, result, latencyMs: 0 };
  }
}

function isMarketable({ order }: SubmitRequest, price: Decimal): boolean {
  switch (order.orderType) {
    case 'MARKET':
      return true;
    case 'LIMIT': {
      const distance = order.limitPrice === undefined ? 1 : compare(price, order.limitPrice);
      return order.side === 'BUY' ? distance <= 0 : distance >= 0;
    }
    case 'STOP':
    case 'STOP_LIMIT':
      return false;
  }
}
