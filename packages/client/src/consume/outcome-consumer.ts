import type { KafkaConnection, LogSink } from '@orderonce/kafka';
import type { OutcomeStore } from './outcome-store.ts';

export interface ConsumeOutcomesOptions {
  /** Instances with the same name share the partitions. Kafka keeps no offsets under it: the store does. */
  readonly groupId: string;
  readonly store: OutcomeStore;
  /** Default: made of `environment`. */
  readonly connection?: KafkaConnection;
  /** Default: the outcomes topic of the deployment that `environment` names by `TOPIC_PREFIX`. */
  readonly topic?: string;
  /** Default: the process's. Needs KAFKA_BROKERS unless there is a connection. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Default: the connection's; else warnings and errors go to standard error. */
  readonly log?: LogSink;
  /** Records of one batch, at most; 1 000. */
  readonly maxBatchRecords?: number;
  /** Without a heartbeat for so long an instance counts as dead and the others get its partitions; 10 s. */
  readonly sessionTimeoutMs?: number;
  /** After each change of the partitions, and of the first ones. */
  readonly onAssigned?: (partitions: ReadonlySet<number>) => void;
}

/** A running consumer of outcomes. */
export interface OutcomeConsumer {
  /** The partitions that are ours now. */
  assignment(): ReadonlySet<number>;
  /** Whether the store has taken all that stood on our partitions when reading them began. */
  isCaughtUp(): boolean;
  /**
   * Rejects when the consumer died for good: the process should exit, so that a supervisor starts it anew.
   * With `RECORDS_GONE` a person has to decide, as records were deleted that the store never took.
   */
  readonly failed: Promise<never>;
  /** Lets batches at hand be taken, releases the partitions and leaves the group. */
  stop(): Promise<void>;
}
