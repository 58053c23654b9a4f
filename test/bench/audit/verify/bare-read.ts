import { randomBytes } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';

/**
 * How long kafkajs takes to hand over both topics to an `eachBatch` that does nothing, from its first batch on, in
 * milliseconds: the least that any reader of it needs.
 */
export async function bareReadMs(topics: readonly string[], records: number): Promise<number> {
  const brokers = (process.env['KAFKA_BROKERS'] ?? '127.0.0.1:9092').split(',');
  const kafka = new Kafka({ clientId: 'bench-bare', brokers, logLevel: logLevel.ERROR });
  const groupId = `bench-bare-${randomBytes(4).toString('hex')}`;
  const consumer = kafka.consumer({ groupId });
  const admin = kafka.admin();
  try {
    await consumer.connect();
    await consumer.subscribe({ topics: [...topics], fromBeginning: true });
    const done = Promise.withResolvers<number>();
    let seen = 0;
    let beganMs: number | null = null;
    await consumer.run({
      autoCommit: false,
      eachBatch: async ({ batch }) => {
        beganMs ??= performance.now();
        seen += batch.messages.length;
        if (seen >= records) done.resolve(performance.now() - beganMs);
      },
    });
    return await done.promise;
  } finally {
    await consumer.disconnect();
    await admin.connect();
    await admin.deleteGroups([groupId]);
    await admin.disconnect();
  }
}
