import type { Difference, Finding, RecordedWhy, UndecidableWhy } from './finding.ts';

/** What asking everything again came to. Plain data. */
export interface ReplayFindings {
  readonly intents: number;
  readonly outcomes: number;
  /** Outcomes that are no decision about an intent: fills and what else execution reports tell. */
  readonly reports: number;
  readonly same: number;
  readonly recorded: Readonly<Partial<Record<RecordedWhy, number>>>;
  readonly undecidable: Readonly<Partial<Record<UndecidableWhy, number>>>;
  /** The first ones; `differenceCount` says how many there are. */
  readonly differences: readonly Difference[];
  readonly differenceCount: number;
}

const MOST_DIFFERENCES = 1000;

/** Counts findings, and keeps the differences. */
export class ReplayTally {
  intents = 0;
  outcomes = 0;
  reports = 0;
  #same = 0;
  #differenceCount = 0;
  readonly #recorded = new Map<RecordedWhy, number>();
  readonly #undecidable = new Map<UndecidableWhy, number>();
  readonly #differences: Difference[] = [];

  note(finding: Finding, about: Omit<Difference, 'expected' | 'found'>): void {
    switch (finding.kind) {
      case 'same':
        this.noteSame(1);
        break;
      case 'recorded':
        this.noteRecorded(finding.why, 1);
        break;
      case 'undecidable':
        count(this.#undecidable, finding.why, 1);
        break;
      case 'different': {
        const { expected, found } = finding;
        this.noteDifferences([{ ...about, expected, found }], 1);
      }
    }
  }

  noteSame(times: number): void {
    this.#same += times;
  }

  noteRecorded(why: RecordedWhy, times: number): void {
    if (times > 0) count(this.#recorded, why, times);
  }

  noteDifferences(some: readonly Difference[], times: number): void {
    this.#differenceCount += times;
    const room = MOST_DIFFERENCES - this.#differences.length;
    this.#differences.push(...some.slice(0, Math.max(0, room)));
  }

  /** Counts what another one counted too. */
  add(other: ReplayFindings): void {
    this.intents += other.intents;
    this.outcomes += other.outcomes;
    this.reports += other.reports;
    this.noteSame(other.same);
    addTo(this.#recorded, other.recorded);
    addTo(this.#undecidable, other.undecidable);
    this.noteDifferences(other.differences, other.differenceCount);
  }

  findings(): ReplayFindings {
    return {
      intents: this.intents,
      outcomes: this.outcomes,
      reports: this.reports,
      same: this.#same,
      recorded: Object.fromEntries(this.#recorded),
      undecidable: Object.fromEntries(this.#undecidable),
      differences: this.#differences,
      differenceCount: this.#differenceCount,
    };
  }
}

function count<Why>(counts: Map<Why, number>, why: Why, times: number): void {
  counts.set(why, (counts.get(why) ?? 0) + times);
}

function addTo<Why extends string>(
  counts: Map<Why, number>,
  others: Readonly<Partial<Record<Why, number>>>,
): void {
  for (const why in others) count(counts, why, others[why] ?? 0);
}
