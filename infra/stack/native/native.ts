import { join } from 'node:path';
import type { GuardedProcess } from '../../processes/guardian/guardian.ts';
import { plainKafka, plainRedis } from '../given.ts';
import { redisProblem } from '../redis-answers.ts';
import { makeRunFolder } from '../run-folder.ts';
import type { Say, Server, ServerKind } from '../server.ts';
import { StackFailure } from '../stack-failure.ts';
import { awaitGroupCoordinator } from './coordinator.ts';
import { installRedis } from './install-redis.ts';
import { hasKafkaJars, KAFKA_VERSION, kafkaJars } from './kafka-jars.ts';
import { startKafkaServer } from './kafka-server.ts';
import {
  canInstallPackages,
  cannotProvide,
  hasJava,
  hasMaven,
  hasRedis,
  javaCommand,
  type Machine,
  type MissingTool,
} from './machine.ts';
import { startRedisServer } from './redis-server.ts';

/** Their data is thrown away, so there is nothing to end carefully. */
const STOP_GRACE_MS = 2000;
const PING_PATIENCE_MS = 10_000;

/**
 * Makes this machine able to run the servers wanted, as far as that can be done without asking.
 *
 * @throws {StackFailure} naming all that is missing, before anything is started
 */
export async function prepareMachine(
  wanted: readonly ServerKind[],
  machine: Machine,
  say: Say,
): Promise<void> {
  const missing: MissingTool[] = [];
  if (wanted.includes('kafka')) {
    if (!(await hasJava(machine))) missing.push('java');
    if (!hasKafkaJars() && !(await hasMaven(machine))) missing.push('maven');
  }
  if (wanted.includes('redis') && !(await hasRedis(machine))) {
    // Nothing is installed on a machine that cannot run the rest anyway.
    if (missing.length > 0 || !(await canInstallPackages(machine))) missing.push('redis');
    else await installOrFail(machine, say);
  }
  if (missing.length > 0) throw cannotProvide(wanted, missing);
}

async function installOrFail(machine: Machine, say: Say): Promise<void> {
  const complaint = await installRedis(machine.runTool, say);
  if (complaint === null && (await hasRedis(machine))) return;
  if (complaint !== null) say(complaint);
  throw cannotProvide(['redis'], ['redis']);
}

/** A real single Kafka node on this machine's own Java, ready for clients. */
export async function nativeKafka(machine: Machine, logFolder: string, say: Say): Promise<Server> {
  const java = javaCommand(machine);
  const jarsFolder = await kafkaJars(join(logFolder, 'maven.log'), say);
  const logFile = join(logFolder, 'kafka.log');
  const { port, stop } = await startReady(
    (folder) => startKafkaServer({ java, jarsFolder, folder, logFile }),
    (port) => awaitGroupCoordinator(`127.0.0.1:${port}`),
  );
  return {
    kind: 'kafka',
    environment: plainKafka(port),
    description: `127.0.0.1:${port} (Kafka ${KAFKA_VERSION}, started here)`,
    stop,
  };
}

/** A real Redis of this machine's own redis-server, ready for clients. */
export async function nativeRedis(logFolder: string): Promise<Server> {
  const logFile = join(logFolder, 'redis.log');
  const { port, stop } = await startReady(
    (folder) => startRedisServer({ folder, logFile }),
    (port) => answersPing(port, logFile),
  );
  return {
    kind: 'redis',
    environment: plainRedis(port),
    description: `redis://127.0.0.1:${port} (started here)`,
    stop,
  };
}

async function answersPing(port: number, logFile: string): Promise<void> {
  const problem = await redisProblem({ url: `redis://127.0.0.1:${port}` }, PING_PATIENCE_MS);
  if (problem !== null) throw new StackFailure(`Redis started but ${problem} (${logFile})`);
}

interface Started {
  readonly port: number;
  readonly process: GuardedProcess;
}

/** Nothing is left, neither process nor data, when the start fails or what was started is stopped. */
async function startReady(
  start: (folder: string) => Promise<Started>,
  isReady: (port: number) => Promise<void>,
): Promise<{ port: number; stop(): Promise<void> }> {
  const folder = makeRunFolder();
  let process: GuardedProcess | null = null;
  const stop = async () => {
    await process?.stop(STOP_GRACE_MS);
    folder.remove();
  };
  try {
    const started = await start(folder.path);
    process = started.process;
    await isReady(started.port);
    return { port: started.port, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
