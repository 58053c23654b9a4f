import type { Dispatcher } from 'undici';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** Alternating names and values. */
  readonly headers: string[];
  readonly body?: string;
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** What became of one HTTP request that was made once. */
export type Exchange =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: Headers;
      readonly body: string;
    }
  /** Not one byte of it was written. */
  | { readonly kind: 'not-sent'; readonly text: string }
  /** Some of it may have been written, and no whole answer came: the venue may have acted on it. */
  | { readonly kind: 'broken'; readonly text: string };

/**
 * One HTTP/1.1 request on its way through undici, told its end exactly once.
 *
 * undici calls `onRequestStart` in the same turn and right before it writes the first byte, so a request
 * for which that call never came was not sent, whatever the error is called:
 *
 *     dispatch ──▶ queued ──▶ connecting ──▶ onRequestStart ──▶ write ──▶ answer
 *     └──────────── not-sent ────────────┘└──────────── broken ─────────┘
 *
 * An exception in `onRequestStart` takes the request back before the write and leaves the connection as it
 * was; that is how a request that timed out in the queue, or that undici would write a second time, is
 * stopped.
 */
export class HttpExchange implements Dispatcher.DispatchHandler {
  readonly #timeoutMs: number;
  readonly #told: (exchange: Exchange) => void;
  #started: Dispatcher.DispatchController | null = null;
  #hasEnded = false;
  #status = 0;
  #headers: Headers = {};
  #body: Buffer | null = null;
  /** What an answer has beyond its first piece; most have none. */
  #more: Buffer[] | null = null;

  constructor(timeoutMs: number, told: (exchange: Exchange) => void) {
    this.#timeoutMs = timeoutMs;
    this.#told = told;
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** The time is over: what was not written is never written, and what was written is given up. */
  giveUp(): void {
    const began = this.#started === null ? 'not written' : 'no answer';
    this.fail(`${began} within ${this.#timeoutMs} ms`);
    this.#started?.abort(new Error('timed out'));
  }

  fail(text: string): void {
    this.#end({ kind: this.#started === null ? 'not-sent' : 'broken', text });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#hasEnded || this.#started !== null)
      throw new Error('this request may not be written now');
    this.#started = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Headers,
  ): void {
    this.#status = status;
    this.#headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, piece: Buffer): void {
    if (this.#body === null) this.#body = piece;
    else if (this.#more === null) this.#more = [piece];
    else this.#more.push(piece);
  }

  onResponseEnd(): void {
    // A character may lie across two pieces.
    const bytes =
      this.#body === null || this.#more === null
        ? this.#body
        : Buffer.concat([this.#body, ...this.#more]);
    this.#end({
      kind: 'answered',
      status: this.#status,
      headers: this.#headers,
      body: bytes === null ? '' : bytes.toString('utf8'),
    });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.fail(describe(error));
  }

  #end(exchange: Exchange): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#body = null;
    this.#more = null;
    this.#told(exchange);
  }
}

function describe(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return error.message === '' ? code : `${code}: ${error.message}`.slice(0, 300);
}
