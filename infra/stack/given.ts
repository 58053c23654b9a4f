import {
  checkTopics,
  kafkaConnection,
  kafkaEnvironment,
  kafkaEnvironmentRules,
} from '@orderonce/kafka';
import { z } from 'zod';
import { redactedUrl, redisProblem } from './redis-answers.ts';
import type { Server } from './server.ts';
import { StackFailure } from './stack-failure.ts';

/** Variables, as of `process.env`. */
export type Variables = Readonly<Record<string, string | undefined>>;

const PATIENCE_MS = 15_000;

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
  const connection = kafkaConnection(environment, { clientId: 'orderonce-infra' });
  await checkTopics(connection, [], { patienceMs: PATIENCE_MS }).catch((error: unknown) => {
    throw new StackFailure(
      `Kafka at ${variables['KAFKA_BROKERS']} cannot be used: ${textOf(error)}`,
    );
  });
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
  const problem = await redisProblem({ url, caFile }, PATIENCE_MS);
  if (problem !== null)
    throw new StackFailure(`Redis at ${redactedUrl(url)} cannot be used: ${problem}`);
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
  const lines = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
  throw new StackFailure(lines.join('\n'));
}

function pick(variables: Variables, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, variables[name] ?? '']));
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
