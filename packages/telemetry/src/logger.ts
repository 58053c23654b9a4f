import { type ClientOrderId, type OrderUuid, traceIdOf } from '@orderonce/contracts';
import { type DestinationStream, destination as openDestination, pino } from 'pino';
import { z } from 'zod';

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
  /** A logger whose lines all carry `fields` too. */
  child(fields: Readonly<Record<string, unknown>>): Logger;
}

export interface LoggerOptions {
  /** The service's name; `service` on each line. */
  readonly name: string;
  readonly level: LogLevel;
  /** Absent: standard output, written in the background and flushed at exit. */
  readonly destination?: DestinationStream;
}

/** A reader that stops reading may cost lines, and never memory without end. */
const MAX_BUFFERED_BYTES = 64 * 1024 * 1024;

/**
 * A logger of JSON lines with `level` (a word), `time` (epoch milliseconds), `service`, `event` and `msg`.
 *
 * Fields named like secrets are not written, at the top and one level below; nor are user and password
 * in any URL, wherever in a line it stands (an error's message, for instance).
 */
export function createLogger({ name, level, destination }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: { service: name },
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secretPaths(), censor: '[redacted]' },
      hooks: { streamWrite: withoutCredentials },
    },
    destination ?? openDestination({ fd: 1, sync: false, maxLength: MAX_BUFFERED_BYTES }),
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

const SECRET_NAMES = [
  'password',
  'secret',
  'secretKey',
  'token',
  'apiKey',
  'apiSecret',
  'authorization',
  'hmacSecret',
  '["APCA-API-KEY-ID"]',
  '["APCA-API-SECRET-KEY"]',
];

function secretPaths(): string[] {
  return SECRET_NAMES.flatMap((name) => [name, name.startsWith('[') ? `*${name}` : `*.${name}`]);
}

/** The text with `user:password@` taken out of each URL. */
export function withoutCredentials(text: string): string {
  return text.includes('@') ? text.replace(/:\/\/[^\s"'/@]*@/g, '://[redacted]@') : text;
}
