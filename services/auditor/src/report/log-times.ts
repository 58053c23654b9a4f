import type { IncomingRecord, RecordPosition } from '@orderonce/kafka';

/** When each record of a stretch was logged, at eight bytes a record. */
export class LogTimes {
  readonly #partitions = new Map<number, { readonly first: number; readonly times: number[] }>();

  note({ partition, offset, logTimeMs }: IncomingRecord): void {
    const at = Number(offset);
    const known = this.#partitions.get(partition);
    if (known === undefined) this.#partitions.set(partition, { first: at, times: [logTimeMs] });
    else {
      // Offsets have gaps.
      while (known.times.length < at - known.first) known.times.push(Number.NaN);
      known.times[at - known.first] = logTimeMs;
    }
  }

  /** Undefined where the record is not in the stretch. */
  of({ partition, offset }: Omit<RecordPosition, 'topic'>): number | undefined {
    const known = this.#partitions.get(partition);
    const logTimeMs = known?.times[Number(offset) - known.first];
    return logTimeMs === undefined || Number.isNaN(logTimeMs) ? undefined : logTimeMs;
  }
}
