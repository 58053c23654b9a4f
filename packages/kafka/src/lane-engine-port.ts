import type { IncomingRecord, RecordHandler } from './ports.ts';
import type { Limits } from './tenure.ts';

export interface LaneEngineOptions {
  /** Records with the same answer, in one partition, are handled one after the other. */
  readonly laneOf: (record: IncomingRecord) => string;
  /** Whose part of the concurrency a record uses, for instance its account's. Absent: one for all. */
  readonly groupOf?: (record: IncomingRecord) => string;
  readonly handle: RecordHandler;
  /** Handlers at work at once; those that wait without a slot do not count. */
  readonly maxConcurrent: number;
  readonly maxConcurrentPerGroup?: number;
  /** Over all partitions; each has an equal part. */
  readonly limits: Limits;
  /** The partition has its fill (stop fetching it) or has room again. */
  readonly onPressure: (partition: number, change: 'full' | 'free') => void;
  /** The record may stay long: its lane waits without a slot. */
  readonly onParked?: (record: IncomingRecord) => void;
  /** A handler failed, or what it left to be awaited: a defect, or lost infrastructure. Called once. */
  readonly onFailure: (error: unknown) => void;
}

/** What may be committed now; it holds for this epoch only. */
export interface CommitPlan {
  readonly epoch: number;
  /** The offset to commit, by partition. */
  readonly positions: ReadonlyMap<number, number>;
}

/**
 * Handles the records of a partitioned log: serially within a lane, concurrently across lanes; and says how
 * far each partition may be committed. It knows no log, no clock and no timer, so that a simulation
 * drives the same code as Kafka does.
 *
 * Every rebalance takes everything and then gives: `revoke`, then `assign`. After it the log delivers again
 * from the last commit, also on a partition that stays. A record delivered again is handled again, but
 * for two cases, both about the very same record in this process:
 * - it finished: it counts as finished at once;
 * - it is still on its way: its copy waits for it in the lane, and is handled only if it gave up.
 * So no record is ever in two handlers of this process, and an offset moves only for the tenure that
 * delivered it.
 */
export interface LaneEngine {
  /** Begins a new epoch with these partitions. Handlers of all others are told to stop. */
  assign(partitions: Iterable<number>): void;
  /** Begins nothing new; what is on its way goes on and counts, until `assign`. */
  revoke(): void;
  /**
   * Takes records of one partition, in order. False: not taken, the log has to deliver them again, because
   * the partition is not ours or nothing new is begun.
   */
  deliver(partition: number, records: readonly IncomingRecord[]): boolean;
  assignment(): ReadonlySet<number>;
  commitPlan(): CommitPlan;
  /** The log has these positions. */
  committed(plan: CommitPlan): void;
  /**
   * Resolves once no handler is at work and everything handled is safe. `working` leaves out the handlers
   * that wait without a slot, which may take long.
   */
  quiet(scope: 'working' | 'all'): Promise<void>;
  /** Begins nothing ever again and tells all handlers to stop. */
  halt(): void;
}
