import {
  type ClientOrderId,
  compare,
  type Decimal,
  decimal,
  type Evidence,
  type OrderBody,
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
import { duplicateIfAnother } from '../duplicate-if-another.ts';
import { tellingKind } from '../told-kind.ts';
import { assertIdsFit, venueClientOrderId } from '../venue-client-order-id.ts';
import type { MemoryLedgerEntry } from './memory-ledger.ts';
import type { ReportFault } from './memory-reports.ts';
import { type MemoryAnswer, MemoryVenue } from './memory-venue.ts';
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
  /** False: the venue does not know the keys. */
  readonly isAuthorized?: boolean;
}

type Sending = 'submit' | 'replace';

const PAGE_SIZE = 100;
const OUT_OF_REACH = 'the venue cannot be reached';
const WRONG_KEYS = 'the venue does not know these keys';
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
  readonly #isAuthorized: boolean;
  #isReachable = true;

  constructor(options: MemoryBrokerOptions) {
    this.capabilities = { ...UNLIMITED, ...options.capabilities };
    assertIdsFit(this.capabilities.clientOrderId);
    this.#clock = options.clock;
    this.#isAuthorized = options.isAuthorized ?? true;
    this.#venue = new MemoryVenue(options.clock, this.capabilities);
    this.#priceOf = options.priceOf === undefined ? () => decimal('100') : options.priceOf;
  }

  get ledger(): readonly MemoryLedgerEntry[] {
    return this.#venue.ledger;
  }

  /** Each of the next submits and replaces meets one of these, in this order; the ones after them meet none. */
  script(...faults: SubmitFault[]): void {
    this.#script.push(...faults);
  }

  /** Each of the next reports that somebody reads meets one of these. */
  scriptReports(...faults: ReportFault[]): void {
    this.#venue.reports.script(...faults);
  }

  /** While it is false nothing can be sent: submits are `not-sent`, and everything else is `unknown`. */
  setReachable(isReachable: boolean): void {
    this.#isReachable = isReachable;
    if (!isReachable) this.cutReports();
  }

  /** Ends every connection over which reports come. */
  cutReports(): void {
    this.#venue.reports.cut('the connection was cut');
  }

  /** Fills all that is open of an order, or `quantity` of it. */
  fill(brokerOrderId: string, price: Decimal, quantity?: Decimal): void {
    this.#venue.fill(brokerOrderId, price, quantity);
  }

  /** Ends an open order as a venue does when its time is over. */
  expire(brokerOrderId: string): void {
    this.#venue.expire(brokerOrderId);
  }

  async submit(request: SubmitRequest): Promise<SubmitResult> {
    const take = (hiddenLookUps: number) =>
      this.#answer('submit', request, this.#venue.submit(request, hiddenLookUps));
    const result = this.#meet('submit', request, take);
    return tellingKind(duplicateIfAnother(this.capabilities, request, result));
  }

  async replace(request: ReplaceRequest): Promise<ReplaceResult> {
    const take = (hiddenLookUps: number): ReplaceResult => {
      const answer = this.#venue.replace(request, hiddenLookUps);
      return answer === undefined
        ? { kind: 'absent', evidence: this.#evidence('replace', 'absent') }
        : this.#answer('replace', request, answer);
    };
    return tellingKind(this.#meet('replace', request, take));
  }

  async cancel(brokerOrderId: string): Promise<CancelResult> {
    return tellingKind(this.#cancel(brokerOrderId));
  }

  #cancel(brokerOrderId: string): CancelResult {
    const trouble = this.#trouble;
    if (trouble !== null) return this.#unknown('cancel', trouble);
    const isCanceled = this.#venue.cancel(brokerOrderId);
    if (isCanceled === undefined)
      return { kind: 'absent', evidence: this.#evidence('cancel', 'absent') };
    if (isCanceled) return { kind: 'requested', evidence: this.#evidence('cancel', 'requested') };
    const evidence = this.#evidence('cancel', 'rejected');
    return { kind: 'rejected', code: 'NOT_OPEN', text: 'the order is not open', evidence };
  }

  async findByClientOrderId(id: ClientOrderId): Promise<LookUpResult> {
    if (!this.capabilities.lookUpByClientOrderId)
      return tellingKind(this.#unknown('look-up', 'no such look-up here'));
    const spelled = venueClientOrderId(id, this.capabilities.clientOrderId);
    return tellingKind(this.#lookUp(() => this.#venue.findByClientOrderId(spelled)));
  }

  async findByBrokerOrderId(brokerOrderId: string): Promise<LookUpResult> {
    return tellingKind(this.#lookUp(() => this.#venue.findByBrokerOrderId(brokerOrderId)));
  }

  async openOrders(after: string | null): Promise<OpenOrdersResult> {
    const trouble = this.#trouble;
    if (trouble !== null) return { kind: 'unknown', text: trouble };
    const rest = this.#venue.openOrdersAfter(after);
    const orders = rest.slice(0, PAGE_SIZE);
    const next = rest.length > PAGE_SIZE ? (orders.at(-1)?.brokerOrderId ?? null) : null;
    return { kind: 'page', orders, unrecognised: [], next };
  }

  async positions(): Promise<PositionsResult> {
    const trouble = this.#trouble;
    if (trouble !== null) return { kind: 'unknown', text: trouble };
    return { kind: 'found', positions: this.#venue.positions(), unrecognised: [] };
  }

  async account(): Promise<AccountResult> {
    if (!this.#isReachable) return { kind: 'unknown', text: OUT_OF_REACH };
    if (!this.#isAuthorized) return { kind: 'unauthorized', text: WRONG_KEYS };
    const account = { status: 'ACTIVE', canTrade: true, currency: 'USD' } as const;
    return { kind: 'found', account: { ...account, buyingPower: decimal('1000000') } };
  }

  async fillsAfter(afterFillId: string | null): Promise<FillsResult> {
    const trouble = this.#trouble;
    if (trouble !== null) return { kind: 'unknown', text: trouble };
    const { fills } = this.#venue;
    const begin = fills.findIndex((fill) => fill.fillId === afterFillId) + 1;
    if (afterFillId !== null && begin === 0)
      return { kind: 'unknown', text: `no fill ${afterFillId}` };
    const page = fills.slice(begin, begin + PAGE_SIZE);
    return { kind: 'page', fills: page, isLast: begin + page.length === fills.length };
  }

  async *reports(signal: AbortSignal): AsyncGenerator<BrokerReport, void, undefined> {
    if (!this.#isReachable) {
      yield { kind: 'disconnected', why: 'lost', text: OUT_OF_REACH };
    } else if (!this.#isAuthorized) {
      yield { kind: 'disconnected', why: 'unauthorized', text: WRONG_KEYS };
    } else {
      const queue = this.#venue.reports.connect(signal);
      try {
        yield* queue.read();
      } finally {
        this.#venue.reports.forget(queue);
      }
    }
  }

  async close(): Promise<void> {
    this.cutReports();
  }

  /** What stands between us and any answer. */
  get #trouble(): string | null {
    if (!this.#isReachable) return OUT_OF_REACH;
    return this.#isAuthorized ? null : WRONG_KEYS;
  }

  #meet<Result>(
    action: Sending,
    request: SubmitRequest,
    take: (hiddenLookUps: number) => Result,
  ): Result | SubmitResult {
    if (!this.#isReachable) return this.#notSent(action, OUT_OF_REACH);
    if (!this.#isAuthorized) return this.#unknown(action, WRONG_KEYS);
    const fault = this.#script.shift();
    switch (fault?.kind) {
      case 'not-sent':
        return this.#notSent(action, 'as scripted');
      case 'request-lost':
        return this.#unknown(action, 'the request was lost');
      case 'rate-limited': {
        const { retryAfterMs } = fault;
        const evidence = this.#evidence(action, 'rate limited');
        return { kind: 'rate-limited', retryAfterMs, evidence };
      }
      case 'refused': {
        const { code, text } = fault;
        this.#venue.refuse(action === 'submit' ? 'post' : 'patch', request, code);
        return {
          kind: 'rejected',
          code,
          text,
          evidence: this.#evidence(action, `refused ${code}`),
        };
      }
      case 'hidden':
        return take(fault.lookUps);
      case 'answer-lost':
        take(0);
        return this.#unknown(action, 'the answer was lost');
      case undefined:
        return take(0);
    }
  }

  #answer(action: Sending, { order }: SubmitRequest, answer: MemoryAnswer): SubmitResult {
    const evidence = this.#evidence(action, answer.kind);
    if (answer.kind !== 'accepted') return { ...answer, evidence };
    const price = this.#priceOf?.(order.symbol);
    const isOpen =
      answer.order.ordStatus === 'NEW' || answer.order.ordStatus === 'PARTIALLY_FILLED';
    if (price !== undefined && isOpen && isMarketable(order, price))
      this.#venue.fill(answer.order.brokerOrderId, price);
    return { ...answer, evidence };
  }

  #notSent(action: Sending, text: string): SubmitResult {
    return { kind: 'not-sent', text, evidence: this.#evidence(action, 'not sent') };
  }

  #unknown(action: Evidence['action'], text: string) {
    return { kind: 'unknown', text, evidence: this.#evidence(action, 'no answer') } as const;
  }

  #lookUp(find: () => BrokerOrder | undefined): LookUpResult {
    const trouble = this.#trouble;
    if (trouble !== null) return this.#unknown('look-up', trouble);
    const order = find();
    return order === undefined
      ? { kind: 'absent', evidence: this.#evidence('look-up', 'absent') }
      : { kind: 'found', order, evidence: this.#evidence('look-up', 'found') };
  }

  #evidence(action: Evidence['action'], result: string): Evidence {
    return { atMs: this.#clock.nowMs(), action, result, latencyMs: 0 };
  }
}

function isMarketable(order: OrderBody, price: Decimal): boolean {
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
