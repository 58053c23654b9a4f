import { TOPICS } from '@orderonce/contracts';
import {
  checkTopics,
  ensureTopics,
  type KafkaConnection,
  kafkaConnection,
  kafkaEnvironment,
  kafkaEnvironmentRules,
} from '@orderonce/kafka';
import { z } from 'zod';
import { readVariables, type Variables } from '../stack/read-variables.ts';
import { StackFailure } from '../stack/stack-failure.ts';

/** For development: enough that two executors and a rebalance show something. */
const ORDER_PARTITIONS = 12;

const kafkaSchema = z.object(kafkaEnvironment).superRefine(kafkaEnvironmentRules);

export interface OrderTopicsOptions {
  /** KAFKA_* and TOPIC_PREFIX, as of a stack's `environment`. */
  readonly variables: Variables;
  /**
   * Of the two topics that share their partition numbers. Absent: as many as the one that exists already
   * has, else 12.
   */
  readonly partitions?: number;
  readonly replicationFactor?: number;
  /** How long a cluster that is starting is waited for; default 30 s. */
  readonly patienceMs?: number;
}

/**
 * Creates those of the four topics that are missing, and checks those that exist; alters none.
 *
 * @returns the names of those created
 * @throws {StackFailure} one message with every deviation of the existing ones, or every wrong variable
 */
export async function ensureOrderTopics(options: OrderTopicsOptions): Promise<readonly string[]> {
  const { replicationFactor = 1, patienceMs = 30_000 } = options;
  const environment = readVariables(kafkaSchema, options.variables);
  const connection = kafkaConnection(environment, { clientId: 'orderonce-infra' });
  const prefix = environment.TOPIC_PREFIX;
  const partitions = options.partitions ?? (await usualPartitions(connection, prefix, patienceMs));
  const topics = Object.values(TOPICS).map(({ name, config, partitionGroup }) => ({
    name: prefix + name,
    config,
    partitions: partitionGroup === 'orders' ? partitions : 1,
    replicationFactor,
  }));
  const { created, problems } = await ensureTopics(connection, topics, { patienceMs });
  if (problems.length === 0) return created;
  throw new StackFailure(
    [
      'Topics that exist already are not as they must be; nothing of them was altered:',
      ...problems.map((problem) => `  ${problem}`),
    ].join('\n'),
  );
}

/** One that exists decides for the one that is missing: one key must have one partition number in both. */
async function usualPartitions(
  connection: KafkaConnection,
  prefix: string,
  patienceMs: number,
): Promise<number> {
  const orders = Object.values(TOPICS)
    .filter(({ partitionGroup }) => partitionGroup === 'orders')
    .map(({ name }) => ({ name: prefix + name, config: {} }));
  const { partitionCounts } = await checkTopics(connection, orders, { patienceMs });
  return partitionCounts.size > 0 ? Math.max(...partitionCounts.values()) : ORDER_PARTITIONS;
}
