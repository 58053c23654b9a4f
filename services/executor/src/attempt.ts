import type { Broker, RequestKind } from '@orderonce/brokers';
import type { Evidence } from '@orderonce/contracts';
import { type SendBan, sendBan } from '@orderonce/decisions';
import type { Claim } from '@orderonce/idempotency';
import { factsOf } from './admission/facts-of.ts';
import type { EarlierSends } from './call-venue.ts';
import type { Intake } from './intake/intake.ts';
import { STORE_RETRY_MS } from './store-retry.ts';
import { awaitAsOwner, sleepAsOwner } from './wait-as-owner.ts';

/** `lost`: another attempt owns the record now. `abandoned`: this process must begin nothing more. */
export type Permission = 'granted' | 'lost' | 'abandoned';

/** What a venue's answer may carry beside its meaning. */
interface Heard {
  readonly evidence: Evidence;
  readonly retryAfterMs?: number;
}

/**
 * One executor's try at one intent, from the claim to a conclusion: its claim as last renewed, and the
 * evidence gathered on the way.
 */
export class Attempt {
  /** A body that is computed on the way becomes part of it. */
  intake: Intake;
  readonly broker: Broker;
  readonly #evidence: Evidence[] = [];
  #endDoubt: (() => void) | undefined;
  /** For traces: a later send points at the one that it repeats. */
  earlierSends: EarlierSends | undefined;
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

  /** Keeps what an answer proves, and stops all requests to the account when the venue asks for a pause. */
  hear({ evidence, retryAfterMs }: Heard): void {
    if (this.#evidence.length === MAX_EVIDENCE) this.#evidence.splice(1, 1);
    this.#evidence.push(evidence);
    this.pauseIfAsked(retryAfterMs);
  }

  /** The same for an answer that is no evidence of this order. */
  pauseIfAsked(retryAfterMs: number | undefined): void {
    if (retryAfterMs !== undefined)
      this.intake.ports.pacer.pause(this.claim.accountId, retryAfterMs);
  }

  /** From now on nobody knows what became of the order: its trace is kept, and the time is measured. */
  beginDoubt(): void {
    const { ports, span } = this.intake;
    span.keep('doubt');
    this.#endDoubt ??= ports.metrics.doubtBegan();
  }

  /** The attempt has come to an end, in doubt or not. */
  endDoubt(): void {
    this.#endDoubt?.();
    this.#endDoubt = undefined;
  }

  /** What forbids to send now; asked again immediately before every send. */
  sendBan(): SendBan | null {
    return sendBan(this.intake.subject.intent, factsOf(this.intake));
  }

  /**
   * Waits `afterMs` and for its turn at the venue, without a slot and without losing the lease, then makes
   * sure that the record is still ours. To be asked before every call to the venue. No promise: nothing was waited for.
   */
  permission(kind: RequestKind, afterMs: number): Permission | Promise<Permission> {
    const mustWait = afterMs > 0 || this.intake.ports.pacer.isLimited(this.claim.accountId);
    return mustWait ? this.#permissionInTurn(kind, afterMs) : this.confirm(kind);
  }

  async #permissionInTurn(kind: RequestKind, afterMs: number): Promise<Permission> {
    const { lane, ports } = this.intake;
    const { accountId } = this.claim;
    const { clock, pacer, metrics } = ports;
    const { signal } = lane;
    if (afterMs > 0) await lane.waitWithoutSlot(() => sleepAsOwner(this, afterMs, clock, signal));
    if (pacer.isLimited(accountId)) {
      const turn = (until: AbortSignal) => pacer.take(accountId, kind, until);
      const beganMs = clock.monotonicMs();
      await lane.waitWithoutSlot(() => awaitAsOwner(this, turn, clock, signal));
      metrics.paced(clock.monotonicMs() - beganMs);
    }
    return this.confirm(kind);
  }

  /**
   * Makes sure that the record is ours for the length of a call and, before an order, that the reading of the
   * control topic is fresh.
   *
   * ```
   * claim ──────── lease ────────┤ another attempt may take over
   *       ── send deadline ──┤   │
   *                 call ────────┤ (brokerTimeoutMs + margin)
   * ```
   */
  confirm(kind: RequestKind): Permission | Promise<Permission> {
    const { lane, ports } = this.intake;
    if (lane.signal.aborted) return 'abandoned';
    const reading = kind === 'order' ? ports.control.whenFresh(lane.signal) : undefined;
    if (reading === undefined && this.#mayStillSend()) return 'granted';
    return this.#confirmed(kind, reading);
  }

  #mayStillSend(): boolean {
    return this.intake.ports.clock.monotonicMs() < this.claim.sendDeadlineMonotonicMs;
  }

  async #confirmed(kind: RequestKind, first: Promise<void> | undefined): Promise<Permission> {
    const { lane, ports } = this.intake;
    const { clock, control } = ports;
    const { signal } = lane;
    for (let reading = first; !signal.aborted; ) {
      if (reading !== undefined) {
        const current = reading;
        await lane.waitWithoutSlot(() => current);
      } else if (this.#mayStillSend()) return 'granted';
      else {
        const renewed = await this.renew();
        if (renewed === 'lost') return 'lost';
        if (renewed === 'unavailable')
          await lane.waitWithoutSlot(() => clock.sleep(STORE_RETRY_MS, signal));
      }
      reading = kind === 'order' && !signal.aborted ? control.whenFresh(signal) : undefined;
    }
    return 'abandoned';
  }

  async renew(): Promise<'done' | 'lost' | 'unavailable'> {
    const step = await this.intake.ports.claims.renew(this.claim);
    if (step.kind === 'done') this.claim = step.claim;
    return step.kind;
  }
}

const MAX_EVIDENCE = 20;
