import { LEDGER_KINDS, type LedgerEntry, type LedgerKind } from './ledger-entry.ts';

/** Append-only: the judge of every run. Nothing in it ever changes or goes away. */
export class Ledger {
  readonly #entries: LedgerEntry[] = [];
  readonly #counts = new Map<LedgerKind, number>(LEDGER_KINDS.map((kind) => [kind, 0]));

  append(entry: Omit<LedgerEntry, 'seq'>): void {
    this.#entries.push({ seq: this.#entries.length + 1, ...entry });
    this.#counts.set(entry.kind, this.countOf(entry.kind) + 1);
  }

  /** The `seq` of the newest entry, 0 where there is none. */
  get lastSeq(): number {
    return this.#entries.length;
  }

  countOf(kind: LedgerKind): number {
    return this.#counts.get(kind) ?? 0;
  }

  /** At most `limit` entries with a `seq` above this one. */
  after(seq: number, limit: number): readonly LedgerEntry[] {
    return this.#entries.slice(seq, seq + limit);
  }
}
