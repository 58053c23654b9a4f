/**
 * The records of one partition that were delivered, and how far the finished ones reach without a gap.
 * Offsets may have gaps (transactions, compaction): nothing is assumed about one that was not delivered.
 */
export interface Watermark {
  /**
   * Notes the next record; offsets rise. Returns its ticket, by which it is finished later.
   *
   * @throws {RangeError} for an offset that does not rise
   */
  deliver(offset: number, logTimeMs: number): number;
  /** @throws {RangeError} for a ticket that was never given out */
  finish(ticket: number): void;
  /** What may be committed: the offset after the last record before the first unfinished one. Null: nothing yet. */
  position(): number | null;
  /** The last delivered offset, -1 before the first. */
  head(): number;
  /** Records held in memory: all that were delivered and not forgotten. */
  size(): number;
  /** Frees the memory of finished records before `offset`: their commit was acknowledged. */
  forgetBefore(offset: number): void;
  /** Visits every finished record that was not forgotten, in order. */
  eachFinished(visit: (offset: number, logTimeMs: number) => void): void;
}

// Memory comes and goes in pieces of this many records, 17 bytes each: a million records behind one
// that is stalled are 17 MB.
const CHUNK = 1024;

interface Chunk {
  readonly offsets: Float64Array;
  readonly logTimes: Float64Array;
  readonly isFinished: Uint8Array;
}

export function createWatermark(): Watermark {
  const chunks: Chunk[] = [];
  let forgottenChunks = 0;
  let forgotten = 0;
  let contiguous = 0;
  let delivered = 0;
  let lastOffset = -1;
  let reached: number | null = null;

  const chunkOf = (ticket: number): Chunk => {
    const chunk = chunks[Math.floor(ticket / CHUNK) - forgottenChunks];
    if (!chunk) throw new RangeError(`ticket ${ticket} is not held`);
    return chunk;
  };
  const offsetOf = (ticket: number) => chunkOf(ticket).offsets[ticket % CHUNK] ?? -1;
  const isFinished = (ticket: number) => chunkOf(ticket).isFinished[ticket % CHUNK] === 1;

  return {
    deliver(offset, logTimeMs) {
      if (!Number.isSafeInteger(offset) || offset <= lastOffset)
        throw new RangeError(`offset ${offset} does not follow ${lastOffset}`);
      const ticket = delivered;
      if (ticket % CHUNK === 0) chunks.push(emptyChunk());
      const chunk = chunkOf(ticket);
      chunk.offsets[ticket % CHUNK] = offset;
      chunk.logTimes[ticket % CHUNK] = logTimeMs;
      lastOffset = offset;
      delivered += 1;
      return ticket;
    },
    finish(ticket) {
      if (ticket < 0 || ticket >= delivered)
        throw new RangeError(`ticket ${ticket} was never given`);
      if (ticket < contiguous) return;
      chunkOf(ticket).isFinished[ticket % CHUNK] = 1;
      if (ticket !== contiguous) return;
      do contiguous += 1;
      while (contiguous < delivered && isFinished(contiguous));
      reached = offsetOf(contiguous - 1) + 1;
    },
    position: () => reached,
    head: () => lastOffset,
    size: () => delivered - forgotten,
    forgetBefore(offset) {
      while (forgotten < contiguous && offsetOf(forgotten) < offset) {
        forgotten += 1;
        if (forgotten % CHUNK !== 0) continue;
        chunks.shift();
        forgottenChunks += 1;
      }
    },
    eachFinished(visit) {
      for (let ticket = forgotten; ticket < delivered; ticket += 1) {
        const { offsets, logTimes } = chunkOf(ticket);
        if (isFinished(ticket)) visit(offsets[ticket % CHUNK] ?? -1, logTimes[ticket % CHUNK] ?? 0);
      }
    },
  };
}

function emptyChunk(): Chunk {
  return {
    offsets: new Float64Array(CHUNK),
    logTimes: new Float64Array(CHUNK),
    isFinished: new Uint8Array(CHUNK),
  };
}
