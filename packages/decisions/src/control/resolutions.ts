import { type Acknowledgement, controlKey, type Resolution } from '@orderonce/contracts';

/** What people said of held orders, and which of it some executor has answered. */
export class Resolutions {
  readonly #resolutions = new Map<string, Resolution>();
  /** By change: how many executors acknowledged it. */
  readonly #answers = new Map<string, number>();

  unanswered(): readonly Resolution[] {
    return [...this.#resolutions.values()].filter(({ changeId }) => !this.#answers.has(changeId));
  }

  enter(record: Resolution | Acknowledgement): void {
    if (record.kind === 'resolution') this.#resolutions.set(controlKey(record), record);
    else this.#count(record, 1);
  }

  withdraw(record: Resolution | Acknowledgement): void {
    if (record.kind === 'resolution') this.#resolutions.delete(controlKey(record));
    else this.#count(record, -1);
  }

  #count({ acknowledges }: Acknowledgement, by: 1 | -1): void {
    const count = (this.#answers.get(acknowledges) ?? 0) + by;
    if (count > 0) this.#answers.set(acknowledges, count);
    else this.#answers.delete(acknowledges);
  }
}
