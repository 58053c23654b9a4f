import { mkdirSync } from 'node:fs';
import { type GuardedProcess, spawnGuarded } from '../../processes/guardian/guardian.ts';
import { inheritedEnvironment } from '../../processes/inherited-environment.ts';
import { freePorts } from '../free-ports.ts';
import { logTail } from '../log-tail.ts';
import { StackFailure } from '../stack-failure.ts';
import { waitForPort } from '../wait-for-port.ts';

const START_PATIENCE_MS = 20_000;
const PORT_ATTEMPTS = 3;

export interface RedisServerOptions {
  /** Holds the data. */
  readonly folder: string;
  readonly logFile: string;
  /** Redis's own settings, each with its words, on top of the plain ones. */
  readonly settings?: (port: number) => Readonly<Record<string, readonly string[]>>;
}

export interface RedisServer {
  readonly port: number;
  readonly process: GuardedProcess;
}

/**
 * Starts a Redis on a loopback port that was free, with append-only persistence and no eviction.
 *
 * @returns once it listens
 * @throws {StackFailure} when it ends instead
 */
export async function startRedisServer(options: RedisServerOptions): Promise<RedisServer> {
  mkdirSync(options.folder, { recursive: true });
  for (let attempt = 1; ; attempt += 1) {
    const [port = 0] = await freePorts(1);
    const log = logTail(options.logFile);
    const server = await spawnGuarded({
      command: 'redis-server',
      args: Object.entries(settingsOf(options, port)).flatMap(([name, words]) => [
        `--${name}`,
        ...words,
      ]),
      environment: inheritedEnvironment(),
      folder: options.folder,
      logFile: options.logFile,
    });
    if (await waitForPort(port, server.exited, START_PATIENCE_MS)) return { port, process: server };
    const exit = await server.stop(0);
    // Somebody else took the port between the search for it and the start.
    if (log.text().includes('Address already in use') && attempt < PORT_ATTEMPTS) continue;
    const how = exit.signal ?? `exit code ${exit.code}`;
    throw new StackFailure(`Redis did not start (${how}; ${options.logFile}):\n${log.lastWords()}`);
  }
}

function settingsOf({ folder, settings }: RedisServerOptions, port: number) {
  return {
    port: [String(port)],
    bind: ['127.0.0.1'],
    dir: [folder],
    appendonly: ['yes'],
    'maxmemory-policy': ['noeviction'],
    ...settings?.(port),
  };
}
