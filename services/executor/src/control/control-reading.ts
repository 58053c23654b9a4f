import type {
  AccountId,
  ClientOrderId,
  DecodedControl,
  HoldRecord,
  Intent,
  KillScope,
  Limits,
  ReferencePrice,
  TradingSymbol,
} from '@orderonce/contracts';
import type { Denial } from '@orderonce/decisions';
import { ControlState } from '@orderonce/decisions';
import type { Clock } from '../ports.ts';
import type { Control } from './control.ts';
import { SendsUnderWay } from './sends-under-way.ts';

/** A reading older than this is not acted upon: within this time an executor has a kill switch or stops by itself. */
const MAX_AGE_MS = 1000;

/**
 * What was read of the control topic, and whether it is new enough to act upon.
 *
 * ```
 * the previous owner holds an order ── partition assigned to us ── a reading asked for after that: knows the hold
 *                        a reading asked for before that ─┘ may not know it, however young it is
 * ```
 */
export class ControlReading implements Control {
  readonly state = new ControlState();
  readonly #clock: Pick<Clock, 'monotonicMs'>;
  readonly #sends = new SendsUnderWay();
  readonly #waiters = new Set<() => void>();
  #asOfMs = -Infinity;
  #assignedAtMs = -Infinity;

  constructor(clock: Pick<Clock, 'monotonicMs'>) {
    this.#clock = clock;
  }

  apply(decoded: DecodedControl): void {
    this.state.apply(decoded);
  }

  /** Everything that stood on the topic at that moment was applied. */
  noteCurrent(asOfMonotonicMs: number): void {
    this.#asOfMs = Math.max(this.#asOfMs, asOfMonotonicMs);
    if (!this.isFresh) return;
    for (const wake of [...this.#waiters]) wake();
  }

  /** Partitions may have come from an executor that said something just before. */
  noteAssigned(atMonotonicMs: number): void {
    this.#assignedAtMs = Math.max(this.#assignedAtMs, atMonotonicMs);
  }

  /** Infinite before the topic was read to its end once. */
  get ageMs(): number {
    return this.#clock.monotonicMs() - this.#asOfMs;
  }

  get isFresh(): boolean {
    return this.#asOfMs >= this.#assignedAtMs && this.ageMs <= MAX_AGE_MS;
  }

  whenFresh(signal: AbortSignal): Promise<void> | undefined {
    if (this.isFresh) return undefined;
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiters.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiters.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  /** Those who wait in `whenFresh`. */
  get waiting(): number {
    return this.#waiters.size;
  }

  killSwitch(intent: Intent): Denial | null {
    return this.state.killSwitch(intent);
  }

  heldOn(accountId: AccountId, symbol: TradingSymbol): readonly ClientOrderId[] {
    return this.state.heldOn(accountId, symbol);
  }

  standingHold(accountId: AccountId, clientOrderId: ClientOrderId): HoldRecord | undefined {
    return this.state.standingHold(accountId, clientOrderId);
  }

  noteHold(accountId: AccountId, symbol: TradingSymbol, clientOrderId: ClientOrderId): void {
    this.state.noteHold({ accountId, symbol, clientOrderId });
  }

  limitsOn(intent: Intent): readonly Limits[] {
    return this.state.limitsOn(intent);
  }

  referencePrice(symbol: TradingSymbol): ReferencePrice | undefined {
    return this.state.referencePrice(symbol);
  }

  beginSend(intent: Intent): () => void {
    return this.#sends.begin(intent);
  }

  /** Resolves when the sends that had begun, and that a kill switch of the scope would stop, are over. */
  sendsUnderWay(scope: KillScope): Promise<void> {
    return this.#sends.over(scope);
  }
}
