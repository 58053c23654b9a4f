import { EventEmitter, once } from 'node:events';
import { Kafka, logLevel } from 'kafkajs';

/** Records a second of a kafkajs consumer that does nothing with them: what the tracker is held against. */
export async function bareRead(topic: string, groupId: string, count: number): Promise<number> {
  const kafka = new Kafka({
    clientId: 'bench-bare',
    brokers: (process.env['KAFKA_BROKERS'] ?? '127.0.0.1:9092').split(','),
    logLevel: logLevel.ERROR,
  });
  const consumer = kafka.consumer({ groupId });
  const progress = new EventEmitter();
  let read = 0;
  let beganMs = 0;
  await consumer.connect();
  await consumer.subscribe({ topic, fromBeginning: true });
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch: { messages } }) => {
      if (read === 0) beganMs = performance.now();
      read += messages.length;
      if (read >= count) progress.emit('all');
    },
  });
  if (read < count) await once(progress, 'all');
  const rate = (1000 * count) / (performance.now() - beganMs);
  await consumer.disconnect();
  return rate;
}
