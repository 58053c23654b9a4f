import { redisEnvironment } from '@orderonce/idempotency';
import {
  checkTopics,
  kafkaConnection,
  kafkaEnvironment,
  kafkaEnvironmentRules,
} from '@orderonce/kafka';
import { z } from 'zod';
import { awaitRedis, redactedUrl } from './await-redis.ts';
import { readVariables, type Variables } from './read-variables.ts';
import type { Server } from './server.ts';
import { StackFailure } from './stack-failure.ts';

/** Who names a server says that it runs; this is for one that is busy. */
const PATIENCE_MS = 5000;

const { TOPIC_PREFIX: _, ...kafkaAddress } = kafkaEnvironment;
const kafkaSchema = z.object(kafkaEnvironment).superRefine(kafkaEnvironmentRules);
const redisSchema = z.object(redisEnvironment);

/**
 * The Kafka that KAFKA_BROKERS names, after it answered. It is never stopped.
 *
 * @returns null when none is given
 * @throws {StackFailure} when the variables are wrong or it does not answer
 */
export async function givenKafka(variables: Variables): Promise<Server | null> {
  const given = setOnes(variables, Object.keys(kafkaAddress));
  if (!isGiven(given, 'KAFKA_BROKERS')) return null;
  const environment = readVariables(kafkaSchema, {
    ...given,
    TOPIC_PREFIX: variables['TOPIC_PREFIX'],
  });
  const address = environment.KAFKA_BROKERS.join(',');
  try {
    const connection = kafkaConnection(environment, { clientId: 'orderonce-infra' });
    await checkTopics(connection, [], { patienceMs: PATIENCE_MS });
  } catch (error) {
    throw cannotBeUsed('Kafka', address, error);
  }
  return {
    kind: 'kafka',
    environment: given,
    description: `${address} (given by KAFKA_BROKERS)`,
    stop: async () => {},
  };
}

/**
 * The Redis that REDIS_URL names, after it answered. It is never stopped.
 *
 * @returns null when none is given
 * @throws {StackFailure} when the variables are wrong or it does not answer
 */
export async function givenRedis(variables: Variables): Promise<Server | null> {
  const given = setOnes(variables, Object.keys(redisEnvironment));
  if (!isGiven(given, 'REDIS_URL')) return null;
  const { REDIS_URL, REDIS_CA_FILE: caFile } = readVariables(redisSchema, given);
  const urls = REDIS_URL.split(',');
  for (const url of urls)
    await awaitRedis({ url, caFile }, PATIENCE_MS).catch((error: unknown) => {
      throw cannotBeUsed('Redis', redactedUrl(url), error);
    });
  return {
    kind: 'redis',
    environment: given,
    description: `${urls.map(redactedUrl).join(',')} (given by REDIS_URL)`,
    stop: async () => {},
  };
}

/** Those that are set to something. */
function setOnes(variables: Variables, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => (variables[name] ? [[name, variables[name]]] : [])),
  );
}

/** What tells how to reach a server without telling which would also meet the one started here. */
function isGiven(given: Readonly<Record<string, string>>, address: string): boolean {
  if (given[address] !== undefined) return true;
  const rest = Object.keys(given);
  if (rest.length === 0) return false;
  const are = rest.length === 1 ? 'is' : 'are';
  throw new StackFailure(`${rest.join(', ')} ${are} set, but ${address} is not`, 2);
}

function cannotBeUsed(name: string, address: string, error: unknown): StackFailure {
  const text = error instanceof Error ? error.message : String(error);
  return new StackFailure(`${name} at ${address} cannot be used: ${text}`);
}
