import { topicNames } from '@orderonce/contracts';
import { kafkaConnection, kafkaEnvironment } from '@orderonce/kafka';
import type { RunningService } from '@orderonce/telemetry';
import { z } from 'zod';

export const bareHopEnvironment = z.object({
  ...kafkaEnvironment,
  EXECUTOR_GROUP_ID: z.string().min(1),
});

const COMMIT_INTERVAL_MS = 200;
/** A fetch is answered with the first record; this is how long one without any lasts. */
const FETCH_WAIT_MS = 500;
/** So that an outcome has the size of an executor's. */
const FILLING = 'x'.repeat(700);

/**
 * What the executor is measured against: kafkajs alone, from one topic to the other, with manual commits on a
 * timer as the fastest way to use it. No claim, no broker, no reading of the record beyond its id.
 */
export async function startBareHop(
  config: z.output<typeof bareHopEnvironment>,
): Promise<RunningService> {
  const topics = topicNames(config.TOPIC_PREFIX);
  const kafka = kafkaConnection(config, { clientId: 'orderonce-bench-bare' }).openKafkajs();
  const producer = kafka.producer();
  const consumer = kafka.consumer({
    groupId: config.TOPIC_PREFIX + config.EXECUTOR_GROUP_ID,
    maxWaitTimeInMs: FETCH_WAIT_MS,
  });
  const finished = new Map<number, bigint>();
  await producer.connect();
  await consumer.connect();
  await consumer.subscribe({ topics: [topics.intents], fromBeginning: true });
  const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
  await consumer.run({
    autoCommit: false,
    async eachBatch({ batch, resolveOffset }) {
      const messages = batch.messages.map(({ key, value }) => ({
        key,
        value: `{"outcome":"${FILLING}",${idIn(value)}}`,
      }));
      await producer.send({ topic: topics.outcomes, messages });
      resolveOffset(batch.lastOffset());
      finished.set(batch.partition, BigInt(batch.lastOffset()) + 1n);
    },
  });
  await joined;
  const timer = setInterval(() => void commit(), COMMIT_INTERVAL_MS);

  async function commit() {
    const offsets = Array.from(finished, ([partition, offset]) => ({
      topic: topics.intents,
      partition,
      offset: String(offset),
    }));
    finished.clear();
    if (offsets.length > 0) await consumer.commitOffsets(offsets);
  }

  return {
    async stop() {
      clearInterval(timer);
      await consumer.disconnect();
      await producer.disconnect();
    },
  };
}

function idIn(intent: Buffer | null): string {
  return /"clientOrderId":"[^"]+"/.exec(String(intent))?.[0] ?? '';
}
