/** The partitions of the intents topic that this executor owns, as of the latest assignment. */
export class Assignment {
  readonly #partitionCount: number;
  #partitions: ReadonlySet<number> = new Set();

  constructor(partitionCount: number) {
    this.#partitionCount = partitionCount;
  }

  get partitions(): ReadonlySet<number> {
    return this.#partitions;
  }

  /** This executor's part of all work, 0 to 1. */
  get share(): number {
    return this.#partitions.size / this.#partitionCount;
  }

  note(partitions: ReadonlySet<number>): void {
    this.#partitions = partitions;
  }
}
