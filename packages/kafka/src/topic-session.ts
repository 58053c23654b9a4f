import type { Patience } from './admin-session.ts';
import type { KafkaConnection } from './kafka-connection.ts';
import { delay, systemScheduler } from './scheduler.ts';
import type { TopicCluster } from './topic-cluster.ts';
import { topicCluster } from './topic-cluster.ts';
import { lastingFailure } from './topic-interruption.ts';

const PAUSE_MS = 200;

/**
 * Runs `work` on one topic, over connections that are closed afterwards. Starts over while the cluster is
 * away.
 *
 * @throws {KafkaFailure} at once what `lastingFailure` names; after the patience, what kept the cluster away
 */
export async function withTopic<T>(
  connection: KafkaConnection,
  topic: string,
  work: (cluster: TopicCluster) => Promise<T>,
  { patienceMs = 30_000 }: Patience = {},
): Promise<T> {
  const giveUpAt = systemScheduler.monotonicMs() + patienceMs;
  while (true) {
    const cluster = topicCluster(connection, topic);
    try {
      await cluster.connect();
      return await work(cluster);
    } catch (error) {
      const failure = lastingFailure(topic, error);
      if (failure) throw failure;
      if (systemScheduler.monotonicMs() + PAUSE_MS > giveUpAt) throw error;
      await delay(systemScheduler, PAUSE_MS);
    } finally {
      await cluster.close();
    }
  }
}
