import { setTimeout as delay } from 'node:timers/promises';
import { topicNames } from '@orderonce/contracts';
import { kafkaConnection, readTopic, sharePartitions } from '@orderonce/kafka';
import { readConfiguration } from '@orderonce/telemetry';
import { ClientFailure } from '../client-failure.ts';
import { environmentSchema, warnOnStandardError } from '../environment.ts';
import { explainRecordsGone } from './explain-records-gone.ts';
import type { ConsumeOutcomesOptions, OutcomeConsumer } from './outcome-consumer.ts';
import { followPartitions, type Resumed } from './partition-following.ts';
import { createPartitionKeeper } from './partition-keeper.ts';

const MAX_BATCH_RECORDS = 1000;
// Whoever was superseded shares a partition with another instance, and is told so by the group soon.
const SUPERSEDED_PAUSE_MS = 250;
const TELL_WITHIN_MS = 10_000;

/**
 * Reads outcomes into the reader's store, so that each has its effect exactly once: also when this process
 * dies at any moment, when records stand on the log twice, and when instances come and go. Resolves once this
 * instance has joined the others; waits for a cluster that is away.
 *
 * @throws {ClientFailure} `INVALID_CONFIGURATION`
 * @throws {KafkaFailure} `TOPIC_UNAVAILABLE`
 */
export async function consumeOutcomes(options: ConsumeOutcomesOptions): Promise<OutcomeConsumer> {
  const { connection, topic, groupId } = placeOf(options);
  const { store, maxBatchRecords = MAX_BATCH_RECORDS, log = connection.log } = options;
  const failed = Promise.withResolvers<never>();
  let end: Promise<void> | null = null;

  const read = (from: Resumed, signal: AbortSignal) => {
    const offsets = new Map<number, string>();
    for (const [partition, offset] of from) if (offset !== null) offsets.set(partition, offset);
    const partitions = [...from.keys()];
    return readTopic(connection, { topic, partitions, from: { offsets }, until: 'follow', signal });
  };
  const keeper = createPartitionKeeper({
    store,
    follow: (partitions) =>
      followPartitions({
        partitions,
        store,
        read,
        maxBatchRecords,
        pauseMs: SUPERSEDED_PAUSE_MS,
        log,
      }),
    onFailure: fail,
  });
  const joining = sharePartitions(connection, {
    groupId,
    topic,
    log,
    ...(options.sessionTimeoutMs && { sessionTimeoutMs: options.sessionTimeoutMs }),
    beforeJoin: keeper.handOver,
    onAssigned: (partitions) => {
      keeper.assign(partitions);
      options.onAssigned?.(partitions);
    },
  });
  function fail(error: unknown): void {
    if (end) return;
    const partitions = keeper.assignment();
    end = stop();
    const told = explainRecordsGone(error, { connection, topic, store, partitions });
    // Whoever has to exit is told in any case, be the cluster or the store away.
    const deadline = delay(TELL_WITHIN_MS, error, { ref: false });
    void Promise.race([Promise.allSettled([end]), deadline]).then(async () =>
      failed.reject(await Promise.race([told, deadline])),
    );
  }

  /** What is at hand is taken before the others are given the partitions. */
  async function stop(): Promise<void> {
    await keeper.stop();
    await (await joining).leave();
  }

  (await joining).crashed.catch(fail);
  return {
    assignment: keeper.assignment,
    isCaughtUp: keeper.isCaughtUp,
    failed: failed.promise,
    stop: () => (end ??= stop()),
  };
}

function placeOf({
  connection,
  topic,
  groupId,
  environment = process.env,
  log,
}: ConsumeOutcomesOptions) {
  if (connection && topic !== undefined) return { connection, topic, groupId };
  const read = readConfiguration(environmentSchema, environment);
  if (!read.ok)
    throw new ClientFailure('INVALID_CONFIGURATION', 'nothing was connected', read.problems);
  const { TOPIC_PREFIX: prefix } = read.configuration;
  return {
    connection:
      connection ??
      kafkaConnection(read.configuration, {
        clientId: `orderonce-${groupId}`,
        log: log ?? warnOnStandardError,
      }),
    ...(topic === undefined
      ? { topic: topicNames(prefix).outcomes, groupId: prefix + groupId }
      : { topic, groupId }),
  };
}
