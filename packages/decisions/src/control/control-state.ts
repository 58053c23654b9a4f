import {
  type AccountId,
  type ClientOrderId,
  type ControlRecord,
  controlKey,
  type DecodedControl,
  type HoldRecord,
  holdKey,
  type Intent,
  type KillSwitch,
  type Limits,
  type ReferencePrice,
  type Resolution,
  type Resume,
  scopeText,
  stopsUnread,
  type TradingSymbol,
} from '@orderonce/contracts';
import type { Denial } from '../denial.ts';
import { HeldInstruments, type HeldOrder } from './held-instruments.ts';
import { KillSwitches } from './kill-switches.ts';
import { LimitsByScope } from './limits-by-scope.ts';
import { Resolutions } from './resolutions.ts';

/** What an executor acknowledges when it acts by it. */
export type Change = KillSwitch | Resume | Limits;

/** A resolution that no executor has answered, and the hold that it is to end, if one stands. */
export interface UnansweredResolution {
  readonly resolution: Resolution;
  readonly hold: HoldRecord | null;
}

const KILL_SWITCH_KEYS = 'kill-switch/';

/**
 * What holds, from the last record of each key: the same whatever compaction took away and however records of
 * different keys were mixed. A record that cannot be read stops everything until another replaces it, where it may
 * have been a kill switch, limits or a hold; elsewhere what stood under its key before stays.
 */
export class ControlState {
  readonly #latest = new Map<string, ControlRecord>();
  readonly #kills = new KillSwitches();
  readonly #held = new HeldInstruments();
  readonly #limits = new LimitsByScope();
  readonly #prices = new Map<TradingSymbol, ReferencePrice>();
  readonly #resolutions = new Resolutions();

  apply(decoded: DecodedControl): void {
    const { key } = decoded;
    if (key === null) return;
    if (decoded.ok) {
      this.#kills.withdrawUnreadable(key);
      this.#replace(key, decoded.record);
    } else if (stopsUnread(key)) {
      this.#replace(key, null);
      this.#kills.enterUnreadable(key, decoded.problems);
    }
  }

  get killSwitchesEngaged(): number {
    return this.#kills.engagedCount;
  }

  get instrumentsHeld(): number {
    return this.#held.count;
  }

  killSwitch(intent: Intent): Denial | null {
    return this.#kills.denialOf(intent);
  }

  heldOn(accountId: AccountId, symbol: TradingSymbol): readonly ClientOrderId[] {
    return this.#held.on(accountId, symbol);
  }

  /** The hold of one order as it stands on the topic. */
  standingHold(accountId: AccountId, clientOrderId: ClientOrderId): HoldRecord | undefined {
    const record = this.#latest.get(holdKey(accountId, clientOrderId));
    return record?.kind === 'hold' ? record : undefined;
  }

  /**
   * A hold that the log does not show yet. It ends when the log has shown the hold and then its end; an end
   * without a hold before it is that of an earlier hold, read late.
   */
  noteHold(order: HeldOrder): void {
    this.#held.enter(order);
  }

  limitsOn(intent: Intent): readonly Limits[] {
    return this.#limits.on(intent);
  }

  referencePrice(symbol: TradingSymbol): ReferencePrice | undefined {
    return this.#prices.get(symbol);
  }

  /** The changes by which an executor has to act now. */
  changesInForce(): readonly Change[] {
    const changes: Change[] = [];
    for (const record of this.#latest.values())
      if (
        record.kind === 'limits' ||
        (record.kind === 'kill-switch' && this.#kills.isEngaged(record.scope)) ||
        (record.kind === 'resume' && this.hasResumed(record))
      )
        changes.push(record);
    return changes;
  }

  /** Whether this resume ended the kill switch that stands. */
  hasResumed(resume: Resume): boolean {
    const kill = this.#latest.get(KILL_SWITCH_KEYS + scopeText(resume.scope));
    return (
      kill?.kind === 'kill-switch' &&
      !this.#kills.isEngaged(resume.scope) &&
      this.#latest.get(controlKey(resume)) === resume
    );
  }

  unansweredResolutions(): readonly UnansweredResolution[] {
    return this.#resolutions.unanswered().map((resolution) => {
      const hold = this.#latest.get(holdKey(resolution.accountId, resolution.clientOrderId));
      return { resolution, hold: hold?.kind === 'hold' ? hold : null };
    });
  }

  hasAcknowledged(executorId: string, changeId: string): boolean {
    return this.#latest.has(`acknowledgement/${executorId}/${changeId}`);
  }

  #replace(key: string, record: ControlRecord | null): void {
    const before = this.#latest.get(key);
    if (before !== undefined) this.#index('withdraw', before);
    if (record === null) this.#latest.delete(key);
    else {
      this.#latest.set(key, record);
      this.#index('enter', record);
    }
  }

  #index(step: 'enter' | 'withdraw', record: ControlRecord): void {
    switch (record.kind) {
      case 'kill-switch':
      case 'resume-request':
      case 'resume':
        this.#kills[step](record);
        break;
      case 'limits':
        this.#limits[step](record);
        break;
      case 'reference-price':
        if (step === 'enter') this.#prices.set(record.symbol, record);
        else this.#prices.delete(record.symbol);
        break;
      case 'hold':
        this.#held[step](record.intent);
        break;
      case 'resolution':
      case 'acknowledgement':
        this.#resolutions[step](record);
    }
  }
}
