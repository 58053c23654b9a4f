import { type ClientOrderId, type OrderUuid, traceIdOf } from '@orderonce/contracts';
import { pino } from 'pino';
import { z } from 'zod';
import { type LogOutput, standardOutput } from './log-output.ts';
import { withoutCredentials, withoutSecrets, writtenError } from './redaction.ts';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];
export const logLevelSchema = z.enum(LOG_LEVELS);

/** `event` names what happened, in a word that a person or a rule can look for; errors go in `err`. */
export interface LogFields {
  readonly event: string;
  readonly err?: unknown;
  readonly [field: string]: unknown;
}

type Write = (fields: LogFields, message?: string) => void;

/** One JSON line an event. pino stands behind it. */
export interface Logger {
  readonly trace: Write;
  readonly debug: Write;
  readonly info: Write;
  readonly warn: Write;
  readonly error: Write;
  readonly fatal: Write;
}

export interface LoggerOptions {
  /** The service's name; `service` on each line. */
  readonly name: string;
  readonly level: LogLevel;
  /** Absent: standard output, written in the background. */
  readonly destination?: LogOutput;
}

/**
 * A logger of JSON lines with `level` (a word), `time` (epoch milliseconds), `service`, `event` and `msg`.
 *
 * Fields named like secrets are not written, nor are user and password in any URL, wherever in a line it
 * stands; of an error only its own words, code, stack and causes.
 */
export function createLogger({ name, level, destination }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: { service: name },
      formatters: {
        level: (label) => ({ level: label }),
        log: withoutSecrets,
      },
      serializers: { err: writtenError },
      hooks: { streamWrite: withoutCredentials },
    },
    destination ?? standardOutput(),
  );
}

/** What each line about one order carries: the id that a person greps for, and its trace's. */
export function orderFields(order: {
  readonly clientOrderId: ClientOrderId;
  readonly orderUuid?: OrderUuid | undefined;
}): { clientOrderId: ClientOrderId; traceId?: string } {
  const { clientOrderId, orderUuid } = order;
  return orderUuid === undefined
    ? { clientOrderId }
    : { clientOrderId, traceId: traceIdOf(orderUuid) };
}
