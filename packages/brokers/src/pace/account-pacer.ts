import type { AccountId } from '@orderonce/contracts';
import type { RateLimit } from '../capabilities.ts';
import { type Bucket, bucketOf, type Permits } from './bucket.ts';
import type { RequestKind } from './request-pacer.ts';
import {
  type BucketAnswer,
  LONGEST_PAUSE_MS,
  type RunScript,
  sharedBucket,
} from './shared-bucket.ts';
import { WaitingRequests } from './waiting-requests.ts';

export interface PaceClock {
  /** Milliseconds since an arbitrary moment; never goes back. */
  monotonicMs(): number;
  /** Resolves after `durationMs`, or at once when `signal` is aborted; never rejects. */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
}

export interface PacePorts {
  readonly runScript: RunScript;
  /** This executor's part of all work, 0 to 1: what it may use of a limit that it cannot share for now. */
  readonly share: () => number;
  readonly clock: PaceClock;
}

/** While Redis is away: how often it is asked again, and that this executor looks at its share. */
const RETRY_MS = 250;
/** Bounds the questions to Redis where permits come back faster than this. */
const SHORTEST_SLEEP_MS = 5;
const NO_PERMITS: Permits = { cancel: 0, 'look-up': 0, order: 0 };

/** Redis has not answered: this executor goes on alone, at its share of the pace and one at a time. */
interface Alone {
  /** The last permit given out, or when this began: another executor may have just emptied the bucket. */
  lastPermitMs: number;
  askAgainAtMs: number;
  isAsking: boolean;
}

/**
 * The requests of one account in this process. One loop serves them while there are any, with one question to
 * Redis under way at a time.
 */
export class AccountPacer {
  readonly #bucket: Bucket;
  readonly #askBucket: ReturnType<typeof sharedBucket>;
  readonly #ports: PacePorts;
  readonly #waiting = new WaitingRequests();
  /** Ends the sleep of this turn of the loop, even one that has not begun. */
  #turn = new AbortController();
  #isWorking = false;
  #isStopped = false;
  #pausedUntilMs = Number.NEGATIVE_INFINITY;
  #isPauseTold = true;
  #knownFullAtUs = 0;
  #alone: Alone | null = null;
  /** Permits that Redis does not know of were given out since its last answer. */
  #hasGrantedAlone = false;

  constructor(accountId: AccountId, limit: RateLimit, ports: PacePorts) {
    this.#bucket = bucketOf(limit);
    this.#askBucket = sharedBucket(accountId, this.#bucket, ports.runScript);
    this.#ports = ports;
  }

  take(kind: RequestKind, signal: AbortSignal): Promise<void> {
    const goesFirst = this.#waiting.goesFirst(kind);
    const granted = this.#waiting.add(kind, signal);
    // What the loop waits for may be there already for this kind.
    if (goesFirst) this.#turn.abort();
    void this.#work();
    return granted;
  }

  pause(durationMs: number): void {
    const untilMs = this.#nowMs + Math.min(durationMs, LONGEST_PAUSE_MS);
    if (untilMs <= this.#pausedUntilMs) return;
    this.#pausedUntilMs = untilMs;
    this.#isPauseTold = false;
    this.#turn.abort();
    void this.#work();
  }

  stop(): void {
    this.#isStopped = true;
    this.#turn.abort();
  }

  async #work(): Promise<void> {
    if (this.#isWorking) return;
    this.#isWorking = true;
    while (this.#hasWork) {
      this.#turn = new AbortController();
      const { signal } = this.#turn;
      const waitMs = this.#alone === null ? await this.#serve() : this.#serveAlone(this.#alone);
      if (waitMs > 0) await this.#ports.clock.sleep(Math.max(waitMs, SHORTEST_SLEEP_MS), signal);
    }
    this.#isWorking = false;
  }

  get #hasWork(): boolean {
    if (this.#isStopped) return false;
    return !this.#waiting.isEmpty || (!this.#isPauseTold && this.#pauseLeftMs > 0);
  }

  /** @returns how long to wait before the next turn */
  async #serve(): Promise<number> {
    if (this.#isPauseTold && this.#pauseLeftMs > 0) return this.#pauseLeftMs;
    const wanted = this.#pauseLeftMs > 0 ? NO_PERMITS : this.#waiting.counts;
    let answer: BucketAnswer;
    try {
      answer = await this.#ask(wanted);
    } catch {
      const nowMs = this.#nowMs;
      this.#alone = { lastPermitMs: nowMs, askAgainAtMs: nowMs + RETRY_MS, isAsking: false };
      return 0;
    }
    this.#hasGrantedAlone = false;
    // A pause that began while the answer was under way: its permits are from before and are not used.
    if (this.#pauseLeftMs > 0) return 0;
    this.#waiting.grant(answer.granted);
    return answer.waitMs;
  }

  #serveAlone(alone: Alone): number {
    const nowMs = this.#nowMs;
    if (!alone.isAsking && nowMs >= alone.askAgainAtMs) void this.#askAgain(alone);
    const emptyAtMs = Math.max(alone.lastPermitMs, this.#pausedUntilMs);
    const dueMs = emptyAtMs + this.#bucket.permitEveryUs / 1_000 / this.#share - nowMs;
    if (dueMs > 0 || this.#waiting.isEmpty) return Math.min(Math.max(dueMs, 1), RETRY_MS);
    alone.lastPermitMs = nowMs;
    this.#hasGrantedAlone = true;
    // One permit for whoever goes first.
    this.#waiting.grant({ ...NO_PERMITS, order: 1 });
    return 0;
  }

  /** In the background: a Redis that hangs must not keep the permits of this executor's own share waiting. */
  async #askAgain(alone: Alone): Promise<void> {
    alone.isAsking = true;
    try {
      await this.#ask(NO_PERMITS);
      this.#alone = null;
      this.#turn.abort();
    } catch {
      alone.isAsking = false;
      alone.askAgainAtMs = this.#nowMs + RETRY_MS;
    }
  }

  async #ask(wanted: Permits): Promise<BucketAnswer> {
    const pausedUntilMs = this.#pausedUntilMs;
    const pauseMs = this.#pauseLeftMs;
    const emptied = this.#hasGrantedAlone ? 'all' : 'nothing';
    const answer = await this.#askBucket({
      wanted,
      least: pauseMs > 0 ? { pauseMs } : emptied,
      knownFullAtUs: this.#knownFullAtUs,
    });
    this.#knownFullAtUs = answer.fullAtUs;
    if (pausedUntilMs === this.#pausedUntilMs) this.#isPauseTold = true;
    return answer;
  }

  /** Whatever is passed in, never more than all; of nothing no permit is ever due. */
  get #share(): number {
    return Math.min(Math.max(this.#ports.share() || 0, 0), 1);
  }

  get #pauseLeftMs(): number {
    return this.#pausedUntilMs - this.#nowMs;
  }

  get #nowMs(): number {
    return this.#ports.clock.monotonicMs();
  }
}
