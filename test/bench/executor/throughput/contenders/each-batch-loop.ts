import type { EachBatchPayload } from 'kafkajs';
import type { Contender, Place } from '../contender.ts';
import { startStopwatch } from '../stopwatch.ts';
import { bareClients } from './bare-clients.ts';
import { sameBytesOutcome } from './same-bytes.ts';

const RESULT_TTL_MS = 3_600_000;
// The outcomes of a batch are one produce, and the broker takes a megabyte.
const MAX_PARTITION_BYTES = 320 * 1024;

/**
 * The least that moves the same bytes: a batch at a time `SET NX`, the result, one produce, one commit. It
 * knows no order of instruments, no lease, no doubt, and what is wrong with an intent it does not notice.
 */
export async function eachBatchLoop(place: Place): Promise<Contender> {
  const { kafka, redis } = bareClients();
  const producer = kafka.producer();
  await producer.connect();

  async function handle({ batch, resolveOffset, commitOffsetsIfNecessary }: EachBatchPayload) {
    const outcomes = batch.messages.map((message) =>
      sameBytesOutcome(place.intents, batch.partition, message),
    );
    const keyOf = (clientOrderId: string) => `bare:{${place.accountId}}:batch:${clientOrderId}`;
    await Promise.all(
      outcomes.map(({ clientOrderId }) =>
        redis.set(keyOf(clientOrderId), 'pending', 'PX', RESULT_TTL_MS, 'NX'),
      ),
    );
    await producer.send({
      topic: place.outcomes,
      acks: -1,
      messages: outcomes.map(({ message }) => message),
    });
    await Promise.all(
      outcomes.map(({ clientOrderId, brokerOrderId }) =>
        redis.set(keyOf(clientOrderId), brokerOrderId, 'PX', RESULT_TTL_MS),
      ),
    );
    const last = batch.lastOffset();
    resolveOffset(last);
    const offset = String(BigInt(last) + 1n);
    await commitOffsetsIfNecessary({
      topics: [{ topic: place.intents, partitions: [{ partition: batch.partition, offset }] }],
    });
    return outcomes.length;
  }

  return {
    async run(count) {
      const stopwatch = startStopwatch(count);
      const consumer = kafka.consumer({
        groupId: place.groupId,
        maxBytesPerPartition: MAX_PARTITION_BYTES,
      });
      consumer.on(consumer.events.CRASH, ({ payload }) => stopwatch.fail(payload.error));
      await consumer.connect();
      await consumer.subscribe({ topic: place.intents, fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: place.partitions,
        async eachBatch(payload) {
          stopwatch.begin();
          stopwatch.done(await handle(payload));
        },
      });
      const spent = await stopwatch.finished;
      await consumer.disconnect();
      return spent;
    },
    async close() {
      await producer.disconnect();
      redis.disconnect();
    },
  };
}
