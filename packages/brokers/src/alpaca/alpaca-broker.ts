import type { ClientOrderId, Evidence } from '@orderonce/contracts';
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
import { duplicateIfAnother } from '../duplicate-if-another.ts';
import type { Secret } from '../secret.ts';
import { tellingKind } from '../told-kind.ts';
import { assertIdsFit, venueClientOrderId } from '../venue-client-order-id.ts';
import { type VenueWire, venueWire } from '../venue-wire.ts';
import { ACCOUNT_PATH, readAccount } from './account-wire.ts';
import { ALPACA_CALLS } from './alpaca-calls.ts';
import { readCancel, readLookUp, readReplace, readSubmit } from './answers.ts';
import { evidenceOf } from './evidence.ts';
import { fillsPath, readFills } from './fills-wire.ts';
import type { Exchange, HttpRequest } from './http-exchange.ts';
import { onceEach } from './once-each.ts';
import { openOrdersPath, readOpenOrders } from './open-orders-wire.ts';
import { encodeOrder, encodeReplace } from './order-wire.ts';
import { POSITIONS_PATH, readPositions } from './positions-wire.ts';
import type { Heard, Reading } from './reading.ts';
import { tradeReports } from './trade-stream.ts';
import { VenueConnections } from './venue-connections.ts';

export interface AlpacaBrokerOptions {
  /** Such as `https://paper-api.alpaca.markets`. */
  readonly baseUrl: string;
  readonly keyId: Secret;
  readonly secretKey: Secret;
  readonly capabilities: BrokerCapabilities;
  /** Connections held open to the venue: as many calls can be under way at once. */
  readonly connections: number;
  readonly clock: BrokerClock;
  /** Told, once each, what of the venue's we have no words for: its shape and none of its values. */
  readonly onUnrecognised: (text: string) => void;
}

const CONNECT_TIMEOUT_MS = 5_000;
const PING_EVERY_MS = 5_000;
/** A page of 100 fills is 40 kB. */
const LARGEST_ANSWER_BYTES = 4 * 1024 * 1024;

/** One account at Alpaca: its REST interface, and its stream of executions. */
export class AlpacaBroker implements Broker {
  readonly capabilities: BrokerCapabilities;
  readonly wire: VenueWire;
  readonly #connections: VenueConnections;
  readonly #headers: string[];
  readonly #options: AlpacaBrokerOptions;
  readonly #reading: Reading;
  readonly #closing = new AbortController();

  /** @throws when the venue's ids are too short for ours */
  constructor(options: AlpacaBrokerOptions) {
    this.capabilities = options.capabilities;
    this.wire = venueWire(options.baseUrl, ALPACA_CALLS);
    this.#options = options;
    const ids = options.capabilities.clientOrderId;
    assertIdsFit(ids);
    this.#reading = { ids, notice: onceEach(options.onUnrecognised) };
    this.#headers = [
      ...['apca-api-key-id', options.keyId.reveal()],
      ...['apca-api-secret-key', options.secretKey.reveal()],
      ...['accept', 'application/json'],
      ...['content-type', 'application/json'],
      ...['user-agent', 'orderonce'],
    ];
    this.#connections = new VenueConnections({
      baseUrl: options.baseUrl,
      connections: options.connections,
      monotonicMs: options.clock.monotonicMs,
      connectTimeoutMs: CONNECT_TIMEOUT_MS,
      largestAnswerBytes: LARGEST_ANSWER_BYTES,
    });
  }

  submit(request: SubmitRequest, { timeoutMs }: CallOptions): Promise<SubmitResult> {
    const body = encodeOrder(request, this.capabilities.clientOrderId);
    const post = { method: 'POST', path: '/v2/orders', headers: this.#headers, body } as const;
    return this.#call('submit', post, timeoutMs, (answer, heard) =>
      tellingKind(
        duplicateIfAnother(this.capabilities, request, readSubmit(request, answer, heard)),
      ),
    );
  }

  async replace(request: ReplaceRequest, { timeoutMs }: CallOptions): Promise<ReplaceResult> {
    const path = orderPath(request.brokerOrderId);
    const body = encodeReplace(request, this.capabilities.clientOrderId);
    const patch = { method: 'PATCH', path, headers: this.#headers, body } as const;
    return this.#call('replace', patch, timeoutMs, (answer, heard) =>
      tellingKind(readReplace(request, answer, heard)),
    );
  }

  async cancel(brokerOrderId: string, { timeoutMs }: CallOptions): Promise<CancelResult> {
    const path = orderPath(brokerOrderId);
    const request = { method: 'DELETE', path, headers: this.#headers } as const;
    return this.#call('cancel', request, timeoutMs, (answer, heard) =>
      tellingKind(readCancel(answer, heard)),
    );
  }

  async findByClientOrderId(id: ClientOrderId, { timeoutMs }: CallOptions): Promise<LookUpResult> {
    const { lookUpByClientOrderId, clientOrderId: ids } = this.capabilities;
    if (!lookUpByClientOrderId) return tellingKind(this.#noSuchLookUp());
    const spelled = encodeURIComponent(venueClientOrderId(id, ids));
    const path = `/v2/orders:by_client_order_id?client_order_id=${spelled}`;
    return this.#get(path, timeoutMs, (answer, heard) =>
      tellingKind(readLookUp({ field: 'clientOrderId', id }, answer, heard)),
    );
  }

  async findByBrokerOrderId(id: string, { timeoutMs }: CallOptions): Promise<LookUpResult> {
    return this.#get(orderPath(id), timeoutMs, (answer, heard) =>
      tellingKind(readLookUp({ field: 'brokerOrderId', id }, answer, heard)),
    );
  }

  openOrders(after: string | null, { timeoutMs }: CallOptions): Promise<OpenOrdersResult> {
    return this.#get(openOrdersPath(after), timeoutMs, (answer, heard) =>
      readOpenOrders(after, answer, heard),
    );
  }

  positions({ timeoutMs }: CallOptions): Promise<PositionsResult> {
    return this.#get(POSITIONS_PATH, timeoutMs, readPositions);
  }

  account({ timeoutMs }: CallOptions): Promise<AccountResult> {
    return this.#get(ACCOUNT_PATH, timeoutMs, readAccount);
  }

  fillsAfter(afterFillId: string | null, { timeoutMs }: CallOptions): Promise<FillsResult> {
    return this.#get(fillsPath(afterFillId), timeoutMs, readFills);
  }

  reports(signal: AbortSignal): AsyncIterable<BrokerReport> {
    const { nowMs } = this.#options.clock;
    return tradeReports(
      { ...this.#options, nowMs, reading: this.#reading, pingEveryMs: PING_EVERY_MS },
      AbortSignal.any([signal, this.#closing.signal]),
    );
  }

  close(): Promise<void> {
    this.#closing.abort();
    return this.#connections.close();
  }

  #get<Result>(path: string, timeoutMs: number, read: Read<Result>): Promise<Result> {
    const request = { method: 'GET', path, headers: this.#headers } as const;
    return this.#call('look-up', request, timeoutMs, read);
  }

  async #call<Result>(
    action: Evidence['action'],
    request: HttpRequest,
    timeoutMs: number,
    read: Read<Result>,
  ): Promise<Result> {
    const { clock } = this.#options;
    const atMs = clock.nowMs();
    const startedMs = clock.monotonicMs();
    const answer = await this.#connections.exchange(request, timeoutMs);
    const evidence = evidenceOf(action, answer, atMs, clock.monotonicMs() - startedMs);
    return read(answer, { evidence, nowMs: clock.nowMs(), reading: this.#reading });
  }

  #noSuchLookUp(): LookUpResult {
    const atMs = this.#options.clock.nowMs();
    const evidence = { atMs, action: 'look-up', result: 'not asked' } as const;
    return { kind: 'unknown', text: 'this venue has no look-up by client order id', evidence };
  }
}

/** What an exchange means to one call. */
type Read<Result> = (answer: Exchange, heard: Heard) => Result;

const orderPath = (brokerOrderId: string) => `/v2/orders/${encodeURIComponent(brokerOrderId)}`;
