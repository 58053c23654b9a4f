import { accountIdSchema, strategyIdSchema, topicNames } from '@orderonce/contracts';
import { createPublisher, kafkaConnection, type LogSink } from '@orderonce/kafka';
import { noTraces, type OrderTracer, readConfiguration } from '@orderonce/telemetry';
import { z } from 'zod';
import { ClientFailure } from './client-failure.ts';
import { environmentSchema, warnOnStandardError } from './environment.ts';
import { createIntentBuilder } from './intent-builder.ts';
import { createOrderClient, type OrderClient } from './order-client.ts';

export interface ConnectOptions {
  /** 1 to 10 of A-Z and 0-9: the first part of every order's id. */
  readonly strategyId: string;
  readonly accountId: string;
  /** Default: the process's. Needs KAFKA_BROKERS. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly tracer?: OrderTracer;
  /** Default: warnings and errors go to standard error, so that waiting for Kafka is never silent. */
  readonly log?: LogSink;
  /** Epoch milliseconds. */
  readonly nowMs?: () => number;
  /** Of another client of the same strategy in this process, when threads share one sequence of ids. */
  readonly counter?: SharedArrayBuffer;
}

const partySchema = z.object({ strategyId: strategyIdSchema, accountId: accountIdSchema });

/**
 * A strategy's way to its orders. Opens a connection with the first intent.
 *
 * @throws {ClientFailure} `INVALID_CONFIGURATION`, naming every variable and option that breaks a rule
 */
export function connect(options: ConnectOptions): OrderClient {
  const { environment = process.env, tracer = noTraces, nowMs = Date.now, counter } = options;
  const variables = readConfiguration(environmentSchema, environment);
  const party = readConfiguration(partySchema, {
    strategyId: options.strategyId,
    accountId: options.accountId,
  });
  if (!variables.ok || !party.ok) {
    const problems = [variables, party].flatMap((read) => (read.ok ? [] : read.problems));
    throw new ClientFailure('INVALID_CONFIGURATION', 'nothing was connected', problems);
  }
  const connection = kafkaConnection(variables.configuration, {
    clientId: `orderonce-${party.configuration.strategyId}`,
    log: options.log ?? warnOnStandardError,
  });
  return createOrderClient({
    builder: createIntentBuilder({ ...party.configuration, nowMs, ...(counter && { counter }) }),
    publisher: createPublisher(connection),
    connection,
    topics: topicNames(variables.configuration.TOPIC_PREFIX),
    tracer,
    nowMs,
  });
}
