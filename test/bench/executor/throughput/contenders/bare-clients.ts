import { Redis } from 'ioredis';
import { Kafka, logLevel } from 'kafkajs';

/** Kafka's and Redis's clients as their own guides open them. */
export function bareClients() {
  const redis = new Redis(process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379');
  const kafka = new Kafka({
    clientId: 'bench-bare',
    brokers: (process.env['KAFKA_BROKERS'] ?? '127.0.0.1:9092').split(','),
    logLevel: logLevel.ERROR,
  });
  return { redis, kafka };
}
