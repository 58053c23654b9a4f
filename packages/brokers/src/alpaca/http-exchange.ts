import type { Dispatcher, Pool } from 'undici';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  /** Alternating names and values. */
  readonly headers: readonly string[];
  readonly body?: string;
}

/** What became of one HTTP request that was made once. */
export type Exchange =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: Readonly<Record<string, string | string[] | undefined>>;
      readonly body: string;
    }
  /** Not one byte of it was written. */
  | { readonly kind: 'not-sent'; readonly text: string }
  /** Some of it may have been written, and no whole answer came: the venue may have acted on it. */
  | { readonly kind: 'broken'; readonly text: string };

/**
 * Makes one HTTP/1.1 request, once, and gives up after `timeoutMs`. Never throws and never repeats.
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
export function exchange(pool: Pool, request: HttpRequest, timeoutMs: number): Promise<Exchange> {
  return new Promise((resolve) => {
    let started: Dispatcher.DispatchController | undefined;
    let hasEnded = false;
    let status = 0;
    let headers: Readonly<Record<string, string | string[] | undefined>> = {};
    const chunks: Buffer[] = [];

    const end = (result: Exchange) => {
      if (hasEnded) return;
      hasEnded = true;
      clearTimeout(timer);
      resolve(result);
    };
    const fail = (text: string) => end({ kind: started ? 'broken' : 'not-sent', text });
    const giveUp = () => {
      fail(started ? `no answer within ${timeoutMs} ms` : `not written within ${timeoutMs} ms`);
      started?.abort(new Error('timed out'));
    };
    const timer = setTimeout(giveUp, timeoutMs);

    pool.dispatch(
      { ...request, headers: [...request.headers] },
      {
        onRequestStart(controller) {
          if (hasEnded || started) throw new Error('this request may not be written now');
          started = controller;
        },
        onResponseStart(_controller, statusCode, responseHeaders) {
          status = statusCode;
          headers = responseHeaders;
        },
        onResponseData(_controller, chunk) {
          chunks.push(chunk);
        },
        onResponseEnd() {
          end({ kind: 'answered', status, headers, body: Buffer.concat(chunks).toString('utf8') });
        },
        onResponseError(_controller, error) {
          fail(describe(error));
        },
      },
    );
  });
}

function describe(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return error.message === '' ? code : `${code}: ${error.message}`.slice(0, 300);
}
