import { randomBytes } from 'node:crypto';
import { accountIdSchema } from '@orderonce/contracts';
import { connectRedis, provisionGeneration, redisEnvironment } from '@orderonce/idempotency';
import {
  deleteRun,
  ensureTopics,
  kafkaConnection,
  kafkaEnvironment,
  readTopic,
} from '@orderonce/kafka';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { CONTENDERS, type ContenderName, type Place } from './contender.ts';
import { createTraffic } from './traffic.ts';

const PARTITIONS = 12;
const CONFIG = { 'message.timestamp.type': 'LogAppendTime', 'compression.type': 'uncompressed' };

/** Topics, groups and keys for one run of the bench on the Kafka and Redis of the environment. */
export async function openArena() {
  await using opened = new AsyncDisposableStack();
  const run = randomBytes(4).toString('hex');
  const accountId = accountIdSchema.parse(`BENCH-${run}`);
  const topicPrefix = `bench-${run}.`;
  const intentsOf = (name: ContenderName) => `${topicPrefix}${name}.intents`;
  const outcomesOf = (name: ContenderName) => `${topicPrefix}${name}.outcomes`;
  const topics = CONTENDERS.flatMap((name) => [intentsOf(name), outcomesOf(name)]);
  const groupIds = CONTENDERS.map((name) => topicPrefix + name);

  const connection = kafkaConnection(z.object(kafkaEnvironment).parse(process.env), {
    clientId: 'orderonce-bench',
  });
  const { problems } = await ensureTopics(
    connection,
    topics.map((name) => ({ name, config: CONFIG, partitions: PARTITIONS, replicationFactor: 1 })),
  );
  if (problems.length > 0) throw new Error(problems.join('; '));
  opened.defer(() => deleteRun(connection, { topics, groupIds }));
  const { REDIS_URL } = z.object(redisEnvironment).parse(process.env);
  opened.defer(() => removeKeys(REDIS_URL, accountId));
  // Nothing came before: what the bench publishes is new, not in doubt.
  const redis = await connectRedis({ REDIS_URL });
  await provisionGeneration(redis, accountId);
  redis.disconnect();
  const traffic = createTraffic(connection, accountId);
  opened.defer(traffic.stop);
  const parts = opened.move();

  return {
    placeOf: (name: ContenderName, venueUrl: string): Place => ({
      accountId,
      topicPrefix,
      intents: intentsOf(name),
      outcomes: outcomesOf(name),
      groupId: topicPrefix + name,
      partitions: PARTITIONS,
      venueUrl,
    }),
    /** Writes the same intents for all of these contenders, of which each finds as many as it moves. */
    async write(counts: ReadonlyMap<ContenderName, number>): Promise<void> {
      const byCount = Map.groupBy(counts, ([, count]) => count);
      for (const [count, names] of byCount)
        await traffic.write(
          names.map(([name]) => intentsOf(name)),
          count,
        );
    },
    /** How large the outcomes are that this contender published, on average: key, value and headers. */
    async outcomeBytes(name: ContenderName): Promise<number> {
      const reading = { topic: outcomesOf(name), from: 'beginning', until: 'end' } as const;
      let [records, bytes] = [0, 0];
      for await (const batch of readTopic(connection, reading))
        for (const { key, value, headers } of batch) {
          const texts = Object.entries(headers).flat().join('');
          records += 1;
          bytes += (key?.length ?? 0) + (value?.length ?? 0) + texts.length;
        }
      if (records === 0) throw new Error(`${name} published nothing`);
      return Math.round(bytes / records);
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

async function removeKeys(url: string, accountId: string): Promise<void> {
  const redis = new Redis(url);
  for await (const keys of redis.scanStream({ match: `*{${accountId}}*`, count: 1000 }))
    if (keys.length > 0) await redis.unlink(keys);
  redis.disconnect();
}
