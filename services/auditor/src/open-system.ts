import { alpacaBrokers, brokerEnvironment, systemClock } from '@orderonce/brokers';
import { type Problem, topicNames } from '@orderonce/contracts';
import { groupMembers, kafkaConnection, type LogSink } from '@orderonce/kafka';
import { readConfiguration, type Variables } from '@orderonce/telemetry';
import { z } from 'zod';
import type { Clock } from './clock.ts';
import type { System } from './command-line/command-context.ts';
import { CommandFailure } from './command-line/command-failure.ts';
import { auditorConfiguration } from './configuration.ts';
import { openControlSession } from './control/control-session.ts';
import { executorIdOf } from './executors/executor-group.ts';
import { indexPlace } from './order-index/index-place.ts';
import { orderTopics } from './orders/order-topics.ts';

/** How long Kafka is waited for, by whatever needs it. */
const PATIENCE_MS = 20_000;

/**
 * The way to the Kafka that the variables name; connects to nothing yet.
 *
 * @throws {CommandFailure} `BAD_CONFIGURATION`, naming every wrong variable and no value
 */
export function openSystem(
  variables: Variables,
  { clock, warn }: { readonly clock: Clock; readonly warn: (text: string) => void },
): System {
  const configuration = configurationOf(auditorConfiguration, variables);
  const log = warnOnce(warn);
  const connection = kafkaConnection(configuration, { clientId: 'orderonce-auditor', log });
  const topics = topicNames(configuration.TOPIC_PREFIX);
  const groupId = configuration.TOPIC_PREFIX + configuration.EXECUTOR_GROUP_ID;
  const common = { connection, clock, patienceMs: PATIENCE_MS };
  return {
    connection,
    topics,
    variables,
    openControl: () => openControlSession({ ...common, topic: topics.control }),
    orders: orderTopics({ ...common, topic: topics.outcomes, variables, log }),
    indexPlace: indexPlace(
      { brokers: configuration.KAFKA_BROKERS, topicPrefix: configuration.TOPIC_PREFIX },
      variables,
      process.platform,
    ),
    openBrokers: () => alpacaBrokers(configurationOf(venues, variables), { clock: systemClock }),
    executors: {
      groupId,
      async living() {
        const members = await groupMembers(connection, { groupId }, { patienceMs: PATIENCE_MS });
        return new Set(members.map(executorIdOf));
      },
    },
  };
}

const venues = z.object(brokerEnvironment);

function configurationOf<Schema extends z.ZodType<object>>(schema: Schema, variables: Variables) {
  const read = readConfiguration(schema, variables);
  if (read.ok) return read.configuration;
  throw new CommandFailure('BAD_CONFIGURATION', read.problems.map(lineOf).join('\n'));
}

/** Whoever waits for Kafka learns why, once; the rest is said by the command's own end. */
function warnOnce(warn: (text: string) => void): LogSink {
  let isSaid = false;
  return (level, message, { error }) => {
    if (isSaid || (level !== 'warn' && level !== 'error')) return;
    // Kafka is there and answers; what its answer means is said by whoever asked.
    if (message.startsWith('Response ')) return;
    isSaid = true;
    warn(`Kafka: ${message}${typeof error === 'string' ? ` (${error})` : ''}`);
  };
}

function lineOf({ path, rule }: Problem): string {
  return path === '' ? rule : `${path}: ${rule}`;
}
