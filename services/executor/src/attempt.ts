import type { Broker } from '@orderonce/brokers';
import type { Evidence } from '@orderonce/contracts';
import type { Claim } from '@orderonce/idempotency';
import type { Intake } from './intake/intake.ts';
import { STORE_RETRY_MS } from './store-retry.ts';

/** `lost`: another attempt owns the record now. `abandoned`: this process must begin nothing more. */
export type Permission = 'granted' | 'lost' | 'abandoned';

/**
 * One executor's try at one intent, from the claim to a conclusion: its claim as last renewed, and the
 * evidence gathered on the way.
 */
export class Attempt {
  readonly intake: Intake;
  readonly broker: Broker;
  readonly #evidence: Evidence[] = [];
  claim: Claim;

  constructor(intake: Intake, broker: Broker, claim: Claim) {
    this.intake = intake;
    this.broker = broker;
    this.claim = claim;
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
    const { expiresAtMs } = this.intake.subject.intent;
    return expiresAtMs === undefined || this.intake.ports.clock.epochMs() < expiresAtMs;
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
    const { lane, ports } = this.intake;
    const { clock, claims } = ports;
    const { signal } = lane;
    if (afterMs > 0) await lane.waitWithoutSlot(() => clock.sleep(afterMs, signal));
    while (!signal.aborted) {
      if (clock.monotonicMs() < this.claim.sendDeadlineMonotonicMs) return 'granted';
      const step = await claims.renew(this.claim);
      if (step.kind === 'lost') return 'lost';
      if (step.kind === 'done') this.claim = step.claim;
      else await lane.waitWithoutSlot(() => clock.sleep(STORE_RETRY_MS, signal));
    }
    return 'abandoned';
  }
}

const MAX_EVIDENCE = 20;
