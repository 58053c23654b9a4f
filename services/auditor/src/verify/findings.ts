import { CHECK_NAMES, type CheckName } from './checks.ts';

export interface RecordPlace {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
}

/** One broken promise, with what shows it. */
export interface Violation {
  readonly check: CheckName;
  readonly clientOrderId?: string;
  /** The records involved; empty where the evidence is that there is none. */
  readonly records: readonly RecordPlace[];
  readonly expected: string;
  readonly found: string;
}

interface Tally {
  checked: number;
  violations: number;
  /** Too young to be judged: what is missing may still come. */
  underWay: number;
}

export type Tallies = Record<CheckName, Tally>;

/** Plain data, so that it can come from another thread. */
export interface Found {
  readonly tallies: Tallies;
  readonly violations: readonly Violation[];
}

/** Something whose other half may still be on its way. */
type Suspicion = Violation & {
  /** Log time of the record that asks for the other half. */
  readonly sinceMs?: number;
};

export interface FindingsOptions {
  /** What was logged later than this may be under way. */
  readonly settledUntilMs: number;
  /** Of each check so many violations are kept; all are counted. */
  readonly maxKept: number;
}

/** Counts what was checked, and keeps what was found. */
export class Findings {
  readonly tallies: Tallies = noTallies();
  readonly #options: FindingsOptions;
  readonly #kept = new Map<CheckName, Violation[]>();

  constructor(options: FindingsOptions) {
    this.#options = options;
  }

  checked(check: CheckName, count = 1): void {
    this.tallies[check].checked += count;
  }

  add({ sinceMs, ...violation }: Suspicion): void {
    const tally = this.tallies[violation.check];
    if (sinceMs !== undefined && sinceMs > this.#options.settledUntilMs) {
      tally.underWay += 1;
      return;
    }
    tally.violations += 1;
    this.#keep(violation);
  }

  /** Takes over what another one found. */
  merge({ tallies, violations }: Found): void {
    for (const name of CHECK_NAMES) {
      this.tallies[name].checked += tallies[name].checked;
      this.tallies[name].violations += tallies[name].violations;
      this.tallies[name].underWay += tallies[name].underWay;
    }
    for (const violation of violations) this.#keep(violation);
  }

  found(): Found {
    return { tallies: this.tallies, violations: [...this.#kept.values()].flat() };
  }

  #keep(violation: Violation): void {
    const kept = this.#kept.get(violation.check) ?? [];
    this.#kept.set(violation.check, kept);
    if (kept.length < this.#options.maxKept) kept.push(violation);
  }
}

function noTallies(): Tallies {
  const none = () => ({ checked: 0, violations: 0, underWay: 0 });
  return Object.fromEntries(CHECK_NAMES.map((name) => [name, none()])) as Tallies;
}
