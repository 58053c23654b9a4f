import type {
  AccountId,
  ClientOrderId,
  DecodedControl,
  Intent,
  Resolution,
} from '@orderonce/contracts';
import { ControlState, type ControlView } from '@orderonce/decisions';

/** One record of the control topic that admission looks at. */
interface Said {
  readonly atMs: number;
  readonly decoded: DecodedControl;
}

/** What a control record says of no rule of admission. */
const ASIDE = /^(?:acknowledgement|resolution)\//;

/**
 * Between the clocks of brokers and executors, and the time in which an executor reads what was said. Within it
 * nobody can tell which of two states an executor acted by, so either will do.
 */
const MARGIN_MS = 10_000;

/** What people said, in the order of the log, as far as compaction left it. */
export class ControlHistory {
  readonly #said: Said[] = [];
  readonly #resolutions = new Map<string, Resolution>();
  #isWhole = true;
  #nextOffset = 0n;

  take(offset: string, logTimeMs: number, decoded: DecodedControl): void {
    // A gap is where a record was that another took the place of.
    if (BigInt(offset) !== this.#nextOffset) this.#isWhole = false;
    this.#nextOffset = BigInt(offset) + 1n;
    if (decoded.key === null) return;
    if (!ASIDE.test(decoded.key)) this.#said.push({ atMs: logTimeMs, decoded });
    else if (decoded.ok && decoded.record?.kind === 'resolution')
      this.#resolutions.set(decoded.record.changeId, decoded.record);
  }

  /** Whether all that was ever said is here. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  resolution(changeId: string): Resolution | undefined {
    return this.#resolutions.get(changeId);
  }

  /** What people decided about one order. */
  resolutionsOf(accountId: AccountId, clientOrderId: ClientOrderId): readonly Resolution[] {
    return [...this.#resolutions.values()].filter(
      (one) => one.accountId === accountId && one.clientOrderId === clientOrderId,
    );
  }

  /** A reader of the states, for times that mostly grow. */
  openCursor(): ControlCursor {
    return new ControlCursor(this.#said);
  }
}

/** The states by which an executor may have acted between two moments. */
export class ControlCursor {
  readonly #said: readonly Said[];
  #base = new ControlState();
  #applied = 0;

  constructor(said: readonly Said[]) {
    this.#said = said;
  }

  between(fromMs: number, toMs: number, { accountId }: Intent): readonly ControlView[] {
    const base = this.#stateAt(fromMs - MARGIN_MS);
    const changes: number[] = [];
    for (let at = this.#applied; at < this.#said.length; at += 1) {
      const said = this.#said[at];
      if (said === undefined || said.atMs > toMs + MARGIN_MS) break;
      if (isAbout(said.decoded, accountId)) changes.push(at);
    }
    return changes.length === 0 ? [base] : [base, ...changes.map((at) => this.#stateThrough(at))];
  }

  #stateAt(atMs: number): ControlState {
    const last = this.#said[this.#applied - 1];
    if (last !== undefined && last.atMs > atMs) {
      this.#base = new ControlState();
      this.#applied = 0;
    }
    for (;;) {
      const next = this.#said[this.#applied];
      if (next === undefined || next.atMs > atMs) return this.#base;
      this.#base.apply(next.decoded);
      this.#applied += 1;
    }
  }

  #stateThrough(last: number): ControlState {
    const state = new ControlState();
    for (const { decoded } of this.#said.slice(0, last + 1)) state.apply(decoded);
    return state;
  }
}

/** Holds of other accounts change nothing for this one. */
function isAbout({ key }: DecodedControl, accountId: string): boolean {
  return key !== null && (!key.startsWith('hold/') || key.startsWith(`hold/${accountId}/`));
}
