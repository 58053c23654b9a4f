import type { logCreator } from 'kafkajs';
import { logLevel } from 'kafkajs';

/** Where this package writes its log lines; a logger's method table fits with one arrow function. */
export type LogSink = (
  level: 'debug' | 'info' | 'warn' | 'error',
  message: string,
  fields: Readonly<Record<string, unknown>>,
) => void;

export const silentLog: LogSink = () => {};

/**
 * kafkajs calls "error" what it retries by itself a moment later, rebalances included. What really ends
 * something is reported by this package, so its own lines are warnings at most.
 */
export function kafkajsLog(log: LogSink): logCreator {
  return () =>
    ({ level, namespace, log: entry }) => {
      const { message, timestamp: _at, logger: _name, stack: _stack, ...fields } = entry;
      log(level <= logLevel.WARN ? 'warn' : 'debug', message, { ...fields, kafkajs: namespace });
    };
}
