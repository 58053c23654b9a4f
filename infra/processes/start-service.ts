import { mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CHECKOUT } from '../checkout.ts';
import { type GuardedProcess, spawnGuarded } from './guardian/guardian.ts';
import { inheritedEnvironment } from './inherited-environment.ts';
import { awaitReadyLine, type Readiness } from './ready-line.ts';

const NODE_OPTIONS = [
  // kafkajs sets timers with negative times; Node takes them for 1 ms, which is what is meant, and warns.
  '--disable-warning=TimeoutNegativeWarning',
  // The young generation would take 128 MB for itself, and no service is faster with it.
  '--max-semi-space-size=16',
];

export interface ServiceOptions {
  /** Also the name of its log file. */
  readonly name: string;
  /** Path of the service's `main.ts` from the checkout's root. */
  readonly entry: string;
  /** On top of this process's own environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Made when absent; `<name>.log` in it is appended to. */
  readonly logDirectory: string;
}

/** A service of this project running as a process of its own; it ends with the process that started it. */
export interface RunningService extends GuardedProcess {
  readonly name: string;
  readonly logFile: string;
  /** Resolves when the service says that it is ready; rejects, with its last lines, if it ends before. */
  readonly ready: Promise<Readiness>;
}

/** Starts a service on this Node; resolves as soon as it has a process, so before it is ready. */
export async function startService(options: ServiceOptions): Promise<RunningService> {
  mkdirSync(options.logDirectory, { recursive: true });
  const logFile = join(options.logDirectory, `${options.name}.log`);
  const logStart = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  const child = await spawnGuarded({
    command: process.execPath,
    args: [...NODE_OPTIONS, resolve(CHECKOUT, options.entry)],
    environment: { ...inheritedEnvironment(), ...options.environment },
    folder: CHECKOUT,
    logFile,
  });
  const ready = awaitReadyLine({ name: options.name, logFile, logStart, exited: child.exited });
  // Whoever does not wait for readiness still sees the end by `exited`.
  ready.catch(() => {});
  return { ...child, name: options.name, logFile, ready };
}
