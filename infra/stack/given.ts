import {
  checkTopics,
  kafkaConnection,
  kafkaEnvironment,
  kafkaEnvironmentRules,
} from '@orderonce/kafka';
import { z } from 'zod';
import { awaitRedis, redactedUrl } from './await-redis.ts';
import type { Server } from './server.ts';
import { StackFailure } from './stack-failure.ts';

/** Variables, as of `process.env`. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** Who names a server says that it runs; this is for one that is busy. */
const PATIENCE_MS = 5000;

const KAFKA_VARIABLES = [
  'KAFKA_BROKERS',
  'KAFKA_SSL',
  'KAFKA_SSL_CA_FILE',
  'KAFKA_SASL_MECHANISM',
  'KAFKA_SASL_USERNAME',
  'KAFKA_SASL_PASSWORD',
] as const;

const redisEnvironment = z.object({
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: 'must be redis://… or rediss://…' }),
  REDIS_CA_FILE: z
    .string()
    .optional()
    .transform((file) => file || undefined),
});

/** Kafka's variables for a cluster on loopback in the clear: whatever else is set is switched off. */
export function plainKafka(port: number): Record<string, string> {
  const nothing = KAFKA_VARIABLES.map((name) => [name, '']);
  return { ...Object.fromEntries(nothing), KAFKA_BROKERS: `127.0.0.1:${port}`, KAFKA_SSL: 'false' };
}

/** Redis's variables for one on loopback in the clear. */
export function plainRedis(port: number): Record<string, string> {
  return { REDIS_URL: `redis://127.0.0.1:${port}`, REDIS_CA_FILE: '' };
}

/**
 * The Kafka that KAFKA_BROKERS names, after it answered. It is never stopped.
 *
 * @returns null when none is given
 * @throws {StackFailure} when the variables are wrong or it does not answer
 */
export async function givenKafka(variables: Variables): Promise<Server | null> {
  if (!variables['KAFKA_BROKERS']) return null;
  const schema = z.object(kafkaEnvironment).superRefine(kafkaEnvironmentRules);
  const environment = parse(schema, variables);
  try {
    const connection = kafkaConnection(environment, { clientId: 'orderonce-infra' });
    await checkTopics(connection, [], { patienceMs: PATIENCE_MS });
  } catch (error) {
    throw cannotBeUsed('Kafka', variables['KAFKA_BROKERS'], error);
  }
  return {
    kind: 'kafka',
    environment: pick(variables, KAFKA_VARIABLES),
    description: `${variables['KAFKA_BROKERS']} (given by KAFKA_BROKERS)`,
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
  if (!variables['REDIS_URL']) return null;
  const { REDIS_URL: url, REDIS_CA_FILE: caFile } = parse(redisEnvironment, variables);
  try {
    await awaitRedis({ url, caFile }, PATIENCE_MS);
  } catch (error) {
    throw cannotBeUsed('Redis', redactedUrl(url), error);
  }
  return {
    kind: 'redis',
    environment: pick(variables, ['REDIS_URL', 'REDIS_CA_FILE']),
    description: `${redactedUrl(url)} (given by REDIS_URL)`,
    stop: async () => {},
  };
}

/** Every problem at once, by variable, without a value. */
function parse<Output>(schema: z.ZodType<Output>, variables: Variables): Output {
  const parsed = schema.safeParse(variables);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map(({ path, message }) => `${String(path[0])} ${message}`);
  throw new StackFailure(lines.join('\n'));
}

function pick(variables: Variables, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, variables[name] ?? '']));
}

function cannotBeUsed(name: string, address: string, error: unknown): StackFailure {
  const text = error instanceof Error ? error.message : String(error);
  return new StackFailure(`${name} at ${address} cannot be used: ${text}`);
}
