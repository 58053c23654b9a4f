import type { Contender, Place } from '../contender.ts';
import { startStopwatch } from '../stopwatch.ts';
import { bareClients } from './bare-clients.ts';
import { sameBytesOutcome } from './same-bytes.ts';

const RESULT_TTL_MS = 3_600_000;

/** The loop of the guides: a message at a time `SET NX`, a produce of its own, the result. */
export async function eachMessageLoop(place: Place): Promise<Contender> {
  const { kafka, redis } = bareClients();
  const producer = kafka.producer();
  await producer.connect();
  return {
    async run(count) {
      const stopwatch = startStopwatch(count);
      const consumer = kafka.consumer({ groupId: place.groupId });
      consumer.on(consumer.events.CRASH, ({ payload }) => stopwatch.fail(payload.error));
      await consumer.connect();
      await consumer.subscribe({ topic: place.intents, fromBeginning: true });
      await consumer.run({
        async eachMessage({ topic, partition, message }) {
          stopwatch.begin();
          const outcome = sameBytesOutcome(topic, partition, message);
          const key = `bare:{${place.accountId}}:message:${outcome.clientOrderId}`;
          if ((await redis.set(key, 'pending', 'PX', RESULT_TTL_MS, 'NX')) !== null) {
            await producer.send({ topic: place.outcomes, acks: -1, messages: [outcome.message] });
            await redis.set(key, outcome.brokerOrderId, 'PX', RESULT_TTL_MS);
          }
          stopwatch.done(1);
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
