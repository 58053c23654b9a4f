import type { ClientOrderId, Evidence } from '@orderonce/contracts';
import { Pool } from 'undici';
import type { Broker, CallOptions, ReplaceRequest, SubmitRequest } from '../broker.ts';
import type { BrokerClock } from '../broker-clock.ts';
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
import type { BrokerCapabilities } from '../capabilities.ts';
import type { Secret } from '../secret.ts';
import { readCancel, readLookUp, readSubmit } from './answers.ts';
import { evidenceOf } from './evidence.ts';
import { fillsPath, readFills } from './fills-wire.ts';
import { type Exchange, exchange, type HttpRequest } from './http-exchange.ts';
import { encodeOrder } from './order-wire.ts';

export interface AlpacaBrokerOptions {
  /** Such as `https://paper-api.alpaca.markets`. */
  readonly baseUrl: string;
  readonly keyId: Secret;
  readonly secretKey: Secret;
  readonly capabilities: BrokerCapabilities;
  /** Connections held open to the venue: as many calls can be under way at once. */
  readonly connections: number;
  readonly clock: BrokerClock;
}

const CONNECT_TIMEOUT_MS = 5_000;
/** A page of 100 fills is 40 kB. */
const LARGEST_ANSWER_BYTES = 4 * 1024 * 1024;

/** One account at Alpaca, over its REST interface. */
export class AlpacaBroker implements Broker {
  readonly capabilities: BrokerCapabilities;
  readonly #pool: Pool;
  readonly #headers: string[];
  readonly #clock: BrokerClock;

  constructor(options: AlpacaBrokerOptions) {
    this.capabilities = options.capabilities;
    this.#clock = options.clock;
    this.#headers = [
      ...['apca-api-key-id', options.keyId.reveal()],
      ...['apca-api-secret-key', options.secretKey.reveal()],
      ...['accept', 'application/json'],
      ...['content-type', 'application/json'],
      ...['user-agent', 'orderonce'],
    ];
    this.#pool = new Pool(options.baseUrl, {
      connections: options.connections,
      connect: { timeout: CONNECT_TIMEOUT_MS },
      maxResponseSize: LARGEST_ANSWER_BYTES,
      // One request a connection: nothing waits behind a slow answer, and a broken connection is one doubt.
      pipelining: 1,
      // HTTP/2 may queue a request anew by itself after a GOAWAY; HTTP/1.1 has one moment of writing.
      allowH2: false,
    });
  }

  async submit(request: SubmitRequest, { timeoutMs }: CallOptions): Promise<SubmitResult> {
    const post = { method: 'POST', path: '/v2/orders', body: encodeOrder(request) } as const;
    const { answer, evidence } = await this.#call('submit', post, timeoutMs);
    return readSubmit(request, answer, evidence, this.#clock.nowMs());
  }

  async cancel(brokerOrderId: string, { timeoutMs }: CallOptions): Promise<CancelResult> {
    const path = `/v2/orders/${encodeURIComponent(brokerOrderId)}`;
    const { answer, evidence } = await this.#call('cancel', { method: 'DELETE', path }, timeoutMs);
    return readCancel(answer, evidence, this.#clock.nowMs());
  }

  async findByClientOrderId(id: ClientOrderId, { timeoutMs }: CallOptions): Promise<LookUpResult> {
    const path = `/v2/orders:by_client_order_id?client_order_id=${encodeURIComponent(id)}`;
    const { answer, evidence } = await this.#call('look-up', { method: 'GET', path }, timeoutMs);
    return readLookUp({ field: 'clientOrderId', id }, answer, evidence, this.#clock.nowMs());
  }

  async findByBrokerOrderId(id: string, { timeoutMs }: CallOptions): Promise<LookUpResult> {
    const path = `/v2/orders/${encodeURIComponent(id)}`;
    const { answer, evidence } = await this.#call('look-up', { method: 'GET', path }, timeoutMs);
    return readLookUp({ field: 'brokerOrderId', id }, answer, evidence, this.#clock.nowMs());
  }

  async fillsAfter(afterFillId: string | null, { timeoutMs }: CallOptions): Promise<FillsResult> {
    const get = { method: 'GET', path: fillsPath(afterFillId) } as const;
    const { answer } = await this.#call('look-up', get, timeoutMs);
    return readFills(answer);
  }

  async replace(_request: ReplaceRequest): Promise<ReplaceResult> {
    const evidence = { atMs: this.#clock.nowMs(), action: 'replace', result: 'not sent' } as const;
    return { kind: 'unknown', text: 'replace is not known here', evidence };
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

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #call(
    action: Evidence['action'],
    request: Omit<HttpRequest, 'headers'>,
    timeoutMs: number,
  ): Promise<{ answer: Exchange; evidence: Evidence }> {
    const atMs = this.#clock.nowMs();
    const startedMs = this.#clock.monotonicMs();
    const answer = await exchange(this.#pool, { ...request, headers: this.#headers }, timeoutMs);
    const latencyMs = this.#clock.monotonicMs() - startedMs;
    return { answer, evidence: evidenceOf(action, answer, atMs, latencyMs) };
  }
}
