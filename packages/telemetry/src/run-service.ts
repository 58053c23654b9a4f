import type { Problem } from '@orderonce/contracts';
import {
  ConfigurationError,
  type ConfigurationOf,
  type EnvironmentSchema,
  readConfiguration,
  type Variables,
} from './configuration.ts';
import { standardOutput } from './log-output.ts';
import { createLogger, type Logger } from './logger.ts';
import type { WorkTracer } from './order-tracer.ts';
import { EXIT, firstSignal, ProcessEnd } from './process-end.ts';
import { telemetryVariablesSchema } from './telemetry-variables.ts';
import { startTracing } from './tracing.ts';

export interface RunningService {
  /** Finishes what is in flight and gives everything back. */
  stop(): Promise<void>;
  /** Rejects when the service cannot go on; the process ends, so that a supervisor starts it anew. */
  readonly failed?: Promise<never>;
  /** Resolves when all that it was started for is done; the service is stopped and the process ends well. */
  readonly finished?: Promise<void>;
}

export interface ServiceOptions<Schema extends EnvironmentSchema> {
  readonly name: string;
  readonly environment: Schema;
  readonly variables?: Variables;
  readonly start: (
    configuration: ConfigurationOf<Schema>,
    telemetry: { readonly log: Logger; readonly tracer: WorkTracer },
  ) => Promise<RunningService>;
}

/**
 * Runs a service as this process, from its variables to its exit code.
 *
 * - a wrong variable: every problem as a line `NAME: rule` on standard error, no values, exit 2
 * - `start` rejecting with a `ConfigurationError`: the same
 * - started: one log line with event `ready`
 * - `finished` resolving: `stop()`, the last spans sent, exit 0
 * - SIGTERM or SIGINT: `stop()`, the last spans sent, exit 0; another signal while it stops: exit 130 at once
 * - `start`, `stop` or `failed` rejecting, an exception or a rejection that nobody caught: a fatal log
 *   line, the last spans sent, exit 1
 */
export async function runService<const Schema extends EnvironmentSchema>(
  options: ServiceOptions<Schema>,
): Promise<void> {
  const { name, environment, variables = process.env, start } = options;
  const own = readConfiguration(environment, variables);
  const telemetry = readConfiguration(telemetryVariablesSchema, variables);
  if (!own.ok || !telemetry.ok) {
    const problems = [own, telemetry].flatMap((read) => (read.ok ? [] : read.problems));
    process.stderr.write(linesOf(name, problems));
    process.exit(EXIT.misconfigured);
  }
  const output = standardOutput();
  const level = telemetry.configuration.LOG_LEVEL;
  const log = createLogger({ name, level, destination: output });
  const tracing = await startTracing(name, telemetry.configuration, log);
  const end = new ProcessEnd(log, tracing.stop, output.end);
  process.on('uncaughtException', (err) => end.failed('uncaught-exception', err));
  process.on('unhandledRejection', (err) => end.failed('unhandled-rejection', err));
  const signal = firstSignal();
  const starting = (async () => start(own.configuration, { log, tracer: tracing.tracer }))();
  // Whoever is stopped while it starts has nothing to finish: what it began, others take over.
  const service = await Promise.race([starting, signal.then(() => null)]).catch((err: unknown) =>
    err instanceof ConfigurationError
      ? end.misconfigured(linesOf(name, err.problems))
      : end.failed('start-failed', err),
  );
  if (service) {
    service.failed?.catch((err: unknown) => end.failed('service-failed', err));
    log.info({ event: 'ready' });
  }
  const finished = service?.finished?.then(() => null);
  const reason = await (finished ? Promise.race([signal, finished]) : signal);
  log.info({ event: 'stopping', ...(reason && { signal: reason }) });
  await service?.stop().catch((err: unknown) => end.failed('stop-failed', err));
  await end.stopped();
}

function linesOf(name: string, problems: readonly Problem[]): string {
  return `${name} cannot start:\n${problems.map(lineOf).join('')}`;
}

function lineOf({ path, rule }: Problem): string {
  return path === '' ? `${rule}\n` : `${path}: ${rule}\n`;
}
