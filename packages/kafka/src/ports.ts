/**
 * The log as the rest of the product sees it. This package is the only place that knows kafkajs; everything
 * above these ports also runs on a log in memory.
 */

export interface RecordPosition {
  readonly topic: string;
  readonly partition: number;
  /** A 64-bit offset as Kafka writes it: a decimal string. Offsets have gaps; do no arithmetic on them. */
  readonly offset: string;
}

export interface IncomingRecord extends RecordPosition {
  /** Null when the producer gave none. */
  readonly key: Buffer | null;
  /** Null is a tombstone. */
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  /** The log's time of the record, epoch milliseconds. */
  readonly logTimeMs: number;
}

export interface OutgoingRecord {
  readonly topic: string;
  readonly key: string | Buffer | null;
  /** Null is a tombstone: on a compacted topic it ends what stood under the key. */
  readonly value: string | Buffer | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Puts records on the log; in order per key. */
export interface Publisher {
  /**
   * Resolves once all in-sync replicas have the record, and only then. Never loses one that it
   * acknowledged; after a failed send the same record may stand on the log twice, so events carry
   * deterministic ids. Waits while Kafka is away; rejects only after `stop`, and a record that the broker
   * will never take, at once.
   */
  publish(record: OutgoingRecord): Promise<RecordPosition>;
  /** Resolves when everything handed over so far is on the log. */
  flush(): Promise<void>;
  /** Flushes up to `deadlineMs`, then rejects what is left and disconnects. */
  stop(deadlineMs: number): Promise<void>;
}

/** What a handler says about one record. */
export interface Handled {
  /**
   * Resolves when all that the record led to is safe, so that its offset may be committed. The lane goes on
   * to its next record as soon as the handler returns; the offset waits for this.
   */
  readonly committable: Promise<void>;
}

export interface LaneContext {
  /** Aborted when the partition was taken away or the consumer stops: begin nothing new. */
  readonly signal: AbortSignal;
  /** Gives the concurrency slot back while waiting, and takes one again before it returns. */
  waitWithoutSlot<T>(wait: () => Promise<T>): Promise<T>;
}

export type RecordHandler = (record: IncomingRecord, lane: LaneContext) => Promise<Handled>;

/** A running keyed consumer. */
export interface KeyedConsumer {
  /** The partitions this member owns now. */
  assignment(): ReadonlySet<number>;
  /**
   * Stops fetching, lets work in flight finish up to `deadlineMs`, commits, leaves the group. What did not
   * finish is not committed and is delivered to the next owner.
   */
  stop(deadlineMs: number): Promise<void>;
  /** Rejects when the consumer died for good: the process should exit, so that a supervisor starts it anew. */
  readonly crashed: Promise<never>;
}
