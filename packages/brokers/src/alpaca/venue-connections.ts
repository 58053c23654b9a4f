import { buildConnector, Client } from 'undici';
import { type Dated, Deadlines } from './deadlines.ts';
import { type Exchange, HttpExchange, type HttpRequest } from './http-exchange.ts';

export interface VenueConnectionsOptions {
  /** A scheme, a host and a port. */
  readonly baseUrl: string;
  /** The most that are open at once: as many requests can be under way. */
  readonly connections: number;
  readonly monotonicMs: () => number;
  readonly connectTimeoutMs: number;
  /** A longer body is no answer. */
  readonly largestAnswerBytes: number;
  /** Absent: over TCP or TLS, as the base URL says. */
  readonly connect?: buildConnector.connector;
}

interface Connection {
  readonly client: Client;
  isFree: boolean;
}

/** One request and its wait, from the call to its end. */
interface Call extends Dated {
  readonly request: HttpRequest;
  readonly exchange: HttpExchange;
}

/**
 * The connections to one venue, each with one request at a time: nothing waits behind a slow answer, and a
 * broken connection is one doubt.
 *
 * Which of them are free is kept on a stack. undici's own pool looks through all of them, twice for each
 * request; at 512 that is a tenth of what a request costs. What was given back last is taken first, so that
 * those in use stay warm and the others are closed for idleness.
 */
export class VenueConnections {
  readonly #options: VenueConnectionsOptions;
  readonly #connect: buildConnector.connector;
  readonly #deadlines = new Map<number, Deadlines>();
  readonly #all: Connection[] = [];
  readonly #free: Connection[] = [];
  readonly #waiting = new Set<Call>();
  #closed: Promise<unknown> | null = null;

  constructor(options: VenueConnectionsOptions) {
    this.#options = options;
    this.#connect =
      options.connect ?? buildConnector({ timeout: options.connectTimeoutMs, allowH2: false });
  }

  /** Makes one request, once, and gives up after `timeoutMs`. Never rejects and never repeats. */
  exchange(request: HttpRequest, timeoutMs: number): Promise<Exchange> {
    return new Promise((resolve) => {
      const deadlines = this.#deadlinesOf(timeoutMs);
      const exchange = new HttpExchange(timeoutMs, (end) => {
        deadlines.delete(call);
        resolve(end);
      });
      const call: Call = {
        request,
        exchange,
        deadlineMs: this.#options.monotonicMs() + timeoutMs,
        expire: () => {
          this.#waiting.delete(call);
          exchange.giveUp();
        },
      };
      deadlines.add(call);
      this.#begin(call);
    });
  }

  /** Gives back all sockets once what is under way has ended; what waits or comes afterwards is not sent. */
  async close(): Promise<void> {
    this.#closed ??= Promise.all(this.#all.map(({ client }) => client.close()));
    for (const { exchange } of this.#waiting) exchange.fail(CLOSED);
    this.#waiting.clear();
    await this.#closed;
  }

  #begin(call: Call): void {
    if (this.#closed !== null) {
      call.exchange.fail(CLOSED);
      return;
    }
    const connection = this.#free.pop() ?? this.#another();
    if (connection === null) this.#waiting.add(call);
    else this.#dispatch(connection, call);
  }

  #another(): Connection | null {
    if (this.#all.length === this.#options.connections) return null;
    const client = new Client(this.#options.baseUrl, {
      connect: this.#connect,
      maxResponseSize: this.#options.largestAnswerBytes,
      pipelining: 1,
      // HTTP/2 may queue a request anew by itself after a GOAWAY; HTTP/1.1 has one moment of writing.
      allowH2: false,
      // A call has one deadline, for all of it, that is kept here to the millisecond; undici's clock has half seconds.
      headersTimeout: 0,
      bodyTimeout: 0,
    });
    const connection = { client, isFree: false };
    client.on('drain', () => this.#giveBack(connection));
    this.#all.push(connection);
    return connection;
  }

  #dispatch(connection: Connection, { request, exchange }: Call): void {
    connection.isFree = false;
    const { client } = connection;
    const takesMore = client.dispatch(request, exchange);
    // What undici refuses before it queues it is never followed by a `drain`.
    if (takesMore || (exchange.hasEnded && client.stats.size === 0)) this.#giveBack(connection);
  }

  #giveBack(connection: Connection): void {
    if (connection.isFree || this.#closed !== null) return;
    const [next] = this.#waiting;
    if (next === undefined) {
      connection.isFree = true;
      this.#free.push(connection);
    } else {
      this.#waiting.delete(next);
      this.#dispatch(connection, next);
    }
  }

  #deadlinesOf(timeoutMs: number): Deadlines {
    const known = this.#deadlines.get(timeoutMs);
    if (known !== undefined) return known;
    const deadlines = new Deadlines(this.#options.monotonicMs);
    this.#deadlines.set(timeoutMs, deadlines);
    return deadlines;
  }
}

const CLOSED = 'the connections are closed';
