import type { Batch, EachBatchPayload } from 'kafkajs';
import { createBatchGate } from './batch-gate.ts';
import { startCommitLoop } from './commit-loop.ts';
import { consumerWithCluster } from './consumer-cluster.ts';
import type { FetchedPart } from './fetched-part.ts';
import { fetchParts } from './fetched-part.ts';
import { groupPositions } from './group-positions.ts';
import { detachFromAnswer } from './incoming-record.ts';
import type { KafkaConnection } from './kafka-connection.ts';
import { errorText, KafkaFailure } from './kafka-failure.ts';
import { createLaneEngine } from './lane-engine.ts';
import type { CommitPlan } from './lane-engine-port.ts';
import type { LogSink } from './log-sink.ts';
import type { IncomingRecord, KeyedConsumer, RecordHandler } from './ports.ts';
import { readingSockets } from './reading-sockets.ts';
import type { Scheduler } from './scheduler.ts';
import { endsWithin, systemScheduler } from './scheduler.ts';
import { subscribeConsumer } from './subscribe-consumer.ts';

export interface KeyedConsumerOptions {
  readonly groupId: string;
  readonly topic: string;
  /** Records of one partition with the same answer are handled one after the other, in order. */
  readonly laneOf: (record: IncomingRecord) => string;
  /** Whose part of the concurrency a record uses, for instance its account's. */
  readonly groupOf?: (record: IncomingRecord) => string;
  /** A rejection is a defect or lost infrastructure: the consumer dies and the offset stays. */
  readonly handle: RecordHandler;
  /** Handlers at work at once; those in `waitWithoutSlot` do not count. */
  readonly maxConcurrent: number;
  readonly maxConcurrentPerGroup?: number;
  /** Records that are worked on or could be, over all partitions; 10 000. */
  readonly maxBufferedRecords?: number;
  /** The same in bytes; 32 MiB. */
  readonly maxBufferedBytes?: number;
  /** Records in lanes that wait without a slot, in bytes; 64 MiB. */
  readonly maxParkedBytes?: number;
  /** Delivered and not yet committed, finished ones included; 2 000 000. */
  readonly maxUncommittedRecords?: number;
  /** Without a heartbeat for so long a member counts as dead; 10 s. */
  readonly sessionTimeoutMs?: number;
  /** How long a rebalance waits for each member; 10 s. */
  readonly rebalanceTimeoutMs?: number;
  /** 500 ms. A member learns of a rebalance with a heartbeat. */
  readonly heartbeatIntervalMs?: number;
  /** 200 ms. */
  readonly commitIntervalMs?: number;
  /** How long a rebalance may wait for the work at hand; 500 ms, far below the session timeout. */
  readonly drainMs?: number;
  readonly scheduler?: Scheduler;
  readonly log?: LogSink;
  /** After each rebalance. */
  readonly onAssigned?: (partitions: ReadonlySet<number>) => void;
  /** Records that lie between what is committed and the end of a partition, as far as is known. */
  readonly onLag?: (partition: number, records: number) => void;
  /** Retention deleted records before this group handled them. It is logged as an error besides. */
  readonly onRecordsGone?: (partition: number, from: string, to: string) => void;
}

// The longest fetch without records, and what kafkajs sleeps when every partition is paused: it bounds how
// soon a partition that has room again is fetched.
const MAX_WAIT_MS = 100;
const MIB = 1024 * 1024;
// A record at work keeps the whole answer alive that it came in, and an answer becomes objects of three times
// its size at once: with twice as much the process is 20 MB larger and not faster.
const MAX_PARTITION_BYTES = MIB / 4;
const MAX_FETCH_BYTES = 2 * MIB;

/**
 * Joins the group and hands its records to lanes. Resolves once the first assignment is there; waits for a
 * cluster that is away.
 *
 * @throws {KafkaFailure} `TOPIC_UNAVAILABLE`
 */
export async function startKeyedConsumer(
  connection: KafkaConnection,
  options: KeyedConsumerOptions,
): Promise<KeyedConsumer> {
  const { groupId, topic, drainMs = 500 } = options;
  const scheduler = options.scheduler ?? systemScheduler;
  const log = options.log ?? connection.log;
  const crashed = Promise.withResolvers<never>();
  const highWatermarks = new Map<number, number>();
  let committer: EachBatchPayload | null = null;
  let end: Promise<void> | null = null;

  const group = consumerWithCluster(
    { ...connection, openKafkajs: () => connection.openKafkajs(readingSockets()) },
    {
      groupId,
      sessionTimeout: options.sessionTimeoutMs ?? 10_000,
      rebalanceTimeout: options.rebalanceTimeoutMs ?? 10_000,
      heartbeatInterval: options.heartbeatIntervalMs ?? 500,
      maxWaitTimeInMs: MAX_WAIT_MS,
      maxBytesPerPartition: MAX_PARTITION_BYTES,
      maxBytes: MAX_FETCH_BYTES,
    },
    drain,
  );
  const { consumer } = group;
  fetchParts(group.cluster, topic);

  const engine = createLaneEngine({
    laneOf: options.laneOf,
    handle: options.handle,
    maxConcurrent: options.maxConcurrent,
    ...(options.groupOf ? { groupOf: options.groupOf } : {}),
    ...(options.maxConcurrentPerGroup
      ? { maxConcurrentPerGroup: options.maxConcurrentPerGroup }
      : {}),
    limits: {
      records: options.maxBufferedRecords ?? 10_000,
      bytes: options.maxBufferedBytes ?? 32 * MIB,
      parkedBytes: options.maxParkedBytes ?? 64 * MIB,
      uncommitted: options.maxUncommittedRecords ?? 2_000_000,
    },
    onPressure: (partition, change) => {
      // At the end everything is paused, and one partition's change would undo that.
      if (end) return;
      const place = [{ topic, partitions: [partition] }];
      if (change === 'full') consumer.pause(place);
      else consumer.resume(place);
    },
    onParked: detachFromAnswer,
    onFailure: (error) => die(error),
  });

  const commits = startCommitLoop({
    engine,
    send: sendCommit,
    intervalMs: options.commitIntervalMs ?? 200,
    scheduler,
    log,
  });

  const gate = createBatchGate({
    positions: (partitions) => groupPositions(group, { groupId, topic }, partitions),
    seek: (partition, offset) => consumer.seek({ topic, partition, offset: String(offset) }),
    onRecordsGone: (partition, from, to) => {
      log('error', 'records were deleted before they were handled', {
        topic,
        partition,
        from: String(from),
        to: String(to),
      });
      options.onRecordsGone?.(partition, String(from), String(to));
    },
    log,
  });

  /** Through a batch's own function: the consumer's would retry, perhaps after a rejoin. */
  async function sendCommit(positions: CommitPlan['positions']) {
    if (!committer) throw new Error('no batch has come yet');
    const partitions = Array.from(positions, ([partition, offset]) => ({
      partition,
      offset: String(offset),
    }));
    await committer.commitOffsetsIfNecessary({ topics: [{ topic, partitions }] });
    for (const [partition, position] of positions) noteLag(partition, position);
  }

  function noteLag(partition: number, position: number) {
    const end = highWatermarks.get(partition);
    if (end !== undefined) options.onLag?.(partition, Math.max(0, end - position));
  }

  async function eachBatch(payload: EachBatchPayload) {
    committer = payload;
    // Whatever is thrown here stops the consumer for good, silently, or loops for ever.
    await take(payload).catch(die);
  }

  async function take({ batch, resolveOffset, isStale }: EachBatchPayload) {
    const { partition } = batch;
    const [part] = batch.messages as unknown as readonly FetchedPart[];
    if (!part || isStale()) return;
    const from = fetchedOffset(batch);
    if (!(await gate.admits(partition, from))) return;
    // What is not taken is not resolved, and comes again with the next fetch.
    if (!engine.deliver(partition, part.records())) return;
    resolveOffset(part.offset);
    gate.passed(partition, BigInt(part.offset) + 1n);
    highWatermarks.set(partition, Number(batch.highWatermark));
    noteLag(partition, engine.commitPlan().positions.get(partition) ?? Number(from));
  }

  /** Before each rejoin: lets the work at hand end, so that the next owner need not wait for it or repeat it. */
  async function drain() {
    engine.revoke();
    await endsWithin(scheduler, drainMs, engine.quiet('working'));
    // The broker still takes it: the generation ends when all have asked to join.
    await endsWithin(scheduler, drainMs, commits.flush());
  }

  function joined(assigned: readonly number[]) {
    engine.assign(assigned);
    gate.open(assigned);
    highWatermarks.clear();
    log('info', 'partitions assigned', { groupId, topic, partitions: assigned.join(',') });
    options.onAssigned?.(engine.assignment());
  }

  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) =>
    joined(payload.memberAssignment[topic] ?? []),
  );
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    engine.revoke();
    committer = null;
    if (!payload.restart) die(payload.error);
  });

  function die(error: unknown) {
    if (end) return;
    log('error', 'the consumer died', { groupId, topic, error: errorText(error) });
    end = shutDown(0);
    crashed.reject(new KafkaFailure('CONSUMER_CRASHED', errorText(error), error));
  }

  /**
   * What is at work ends first, and only then is the rest told to stop: a handler that is stopped between its
   * claim and its send leaves a lease behind, and the next owner would wait for it.
   */
  async function shutDown(deadlineMs: number) {
    const startedMs = scheduler.monotonicMs();
    engine.revoke();
    pauseAll();
    await endsWithin(scheduler, deadlineMs - drainMs, engine.quiet('working'));
    engine.halt();
    const leftMs = deadlineMs - (scheduler.monotonicMs() - startedMs);
    await endsWithin(scheduler, leftMs, engine.quiet('all'));
    commits.stop();
    // Before the consumer stops: after that kafkajs drops commits without a word.
    await endsWithin(scheduler, drainMs, commits.flush());
    await consumer.disconnect().catch(() => {});
  }

  function pauseAll() {
    try {
      consumer.pause([{ topic }]);
    } catch {
      // It crashed already and fetches nothing.
    }
  }

  await subscribeConsumer(consumer, topic, log, scheduler);
  await consumer.run({ autoCommit: false, eachBatchAutoResolve: false, eachBatch });
  return {
    assignment: () => engine.assignment(),
    crashed: crashed.promise,
    stop: (deadlineMs) => {
      end ??= shutDown(deadlineMs);
      return end;
    },
  };
}

/** The offset that was asked for. kafkajs has it on the batch; its types do not say so. */
function fetchedOffset(batch: Batch & { readonly fetchedOffset?: string }): bigint {
  return BigInt(batch.fetchedOffset ?? batch.firstOffset() ?? 0);
}
