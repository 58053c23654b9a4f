import type { Findings } from '../findings.ts';
import type { OffsetSpan } from '../scope.ts';

/**
 * Sees records that are missing from the middle or the end of a partition. Nothing here uses transactions or
 * compaction, so each offset has its record, from where retention ended.
 */
export class GapWatch {
  readonly #topic: string;
  readonly #partition: number;
  readonly #end: number;
  readonly #findings: Findings;
  #next: number;

  constructor(topic: string, partition: number, span: OffsetSpan, findings: Findings) {
    this.#topic = topic;
    this.#partition = partition;
    this.#next = Number(span.begin);
    this.#end = Number(span.end);
    this.#findings = findings;
  }

  see(offset: number): void {
    this.#findings.checked('complete');
    if (offset !== this.#next) this.#complain(offset);
    this.#next = offset + 1;
  }

  /** To be called when all was read. */
  close(): void {
    if (this.#next < this.#end) this.#complain(this.#end);
  }

  #complain(until: number): void {
    const first = this.#next;
    const missing = until - first;
    const expected = missing > 1 ? `records ${first} to ${until - 1}` : `the record ${first}`;
    this.#findings.add({
      check: 'complete',
      records: [{ topic: this.#topic, partition: this.#partition, offset: String(first) }],
      expected,
      found: missing > 0 ? `${missing} missing` : `the record ${until} once more`,
    });
  }
}
