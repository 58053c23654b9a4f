import type { FastifyReply } from 'fastify';

/** So many requests of one account in every window, whatever they ask for. */
export interface RateLimitOptions {
  readonly requests: number;
  readonly windowMs: number;
}

/** Counts the requests of one account; the windows follow one another from 1970 on. */
export class RateLimit {
  readonly #options: RateLimitOptions;
  #endsAtMs = 0;
  #used = 0;

  constructor(options: RateLimitOptions) {
    this.#options = options;
  }

  /** Counts one request, writes how things stand into its answer; false: it is one too many. */
  admit(reply: FastifyReply, nowMs: number): boolean {
    const { requests, windowMs } = this.#options;
    if (nowMs >= this.#endsAtMs) {
      this.#endsAtMs = (Math.floor(nowMs / windowMs) + 1) * windowMs;
      this.#used = 0;
    }
    const isAdmitted = this.#used < requests;
    if (isAdmitted) this.#used += 1;
    reply.header('x-ratelimit-limit', requests);
    reply.header('x-ratelimit-remaining', requests - this.#used);
    reply.header('x-ratelimit-reset', Math.ceil(this.#endsAtMs / 1_000));
    if (!isAdmitted) reply.header('retry-after', Math.ceil((this.#endsAtMs - nowMs) / 1_000));
    return isAdmitted;
  }
}
