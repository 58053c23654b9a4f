import type { Broker } from '@orderonce/brokers';
import type { Evidence } from '@orderonce/contracts';
import type { Claim } from '@orderonce/idempotency';
import type { LaneContext } from '@orderonce/kafka';
import type { OrderSpan } from '@orderonce/telemetry';
import type { Subject } from './outcomes/subject.ts';
import type { ExecutorOptions, ExecutorPorts } from './ports.ts';
import { STORE_RETRY_MS } from './store-retry.ts';

/** `lost`: another attempt owns the record now. `abandoned`: this process must begin nothing more. */
export type Permission = 'granted' | 'lost' | 'abandoned';

/**
 * One executor's try at one intent, from the claim to a conclusion: its claim as last renewed, and the
 * evidence gathered on the way.
 */
export class Attempt {
  readonly subject: Subject;
  readonly broker: Broker;
  readonly ports: ExecutorPorts;
  readonly options: ExecutorOptions;
  readonly lane: LaneContext;
  readonly span: OrderSpan;
  readonly #evidence: Evidence[] = [];
  claim: Claim;

  constructor(parts: {
    readonly subject: Subject;
    readonly broker: Broker;
    readonly ports: ExecutorPorts;
    readonly options: ExecutorOptions;
    readonly lane: LaneContext;
    readonly span: OrderSpan;
    readonly claim: Claim;
  }) {
    this.subject = parts.subject;
    this.broker = parts.broker;
    this.ports = parts.ports;
    this.options = parts.options;
    this.lane = parts.lane;
    this.span = parts.span;
    this.claim = parts.claim;
  }

  /** The first exchange with the venue and the latest ones; a long doubt must not make a huge outcome. */
  get evidence(): readonly Evidence[] {
    return this.#evidence;
  }

  note(evidence: Evidence): void {
    if (this.#evidence.length === MAX_EVIDENCE) this.#evidence.splice(1, 1);
    this.#evidence.push(evidence);
  }

  /** False once the intent's own time limit passed: then nothing is sent, not even again. */
  get maySend(): boolean {
    const { expiresAtMs } = this.subject.intent;
    return expiresAtMs === undefined || this.ports.clock.epochMs() < expiresAtMs;
  }

  /**
   * Waits `afterMs` without holding a slot, then makes sure that the record is still ours for the length of a
   * call. To be asked immediately before every call to the venue.
   *
   * ```
   * claim ──────── lease ────────┤ another attempt may take over
   *       ── send deadline ──┤   │
   *                 call ────────┤ (brokerTimeoutMs + margin)
   * ```
   */
  async permission(afterMs: number): Promise<Permission> {
    const { clock, claims } = this.ports;
    const { signal } = this.lane;
    if (afterMs > 0) await this.lane.waitWithoutSlot(() => clock.sleep(afterMs, signal));
    while (!signal.aborted) {
      if (clock.monotonicMs() < this.claim.sendDeadlineMonotonicMs) return 'granted';
      const step = await claims.renew(this.claim);
      if (step.kind === 'lost') return 'lost';
      if (step.kind === 'done') this.claim = step.claim;
      else await this.lane.waitWithoutSlot(() => clock.sleep(STORE_RETRY_MS, signal));
    }
    return 'abandoned';
  }
}

const MAX_EVIDENCE = 20;
