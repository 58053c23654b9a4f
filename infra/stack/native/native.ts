import { join } from 'node:path';
import type { GuardedProcess } from '../../processes/guardian/guardian.ts';
import { awaitRedis } from '../await-redis.ts';
import { makeRunFolder } from '../run-folder.ts';
import type { Say, Server } from '../server.ts';
import { awaitGroupCoordinator } from './coordinator.ts';
import { KAFKA_VERSION, kafkaJars } from './kafka-jars.ts';
import { startKafkaServer } from './kafka-server.ts';
import { javaCommand, type Machine } from './machine.ts';
import { startRedisServer } from './redis-server.ts';

/** Their data is thrown away, so there is nothing to end carefully. */
const STOP_GRACE_MS = 2000;
const PING_PATIENCE_MS = 10_000;

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
    environment: { KAFKA_BROKERS: `127.0.0.1:${port}` },
    description: `127.0.0.1:${port} (Kafka ${KAFKA_VERSION}, started here)`,
    stop,
  };
}

/** A real Redis of this machine's own redis-server, ready for clients. */
export async function nativeRedis(logFolder: string): Promise<Server> {
  const logFile = join(logFolder, 'redis.log');
  const { port, stop } = await startReady(
    (folder) => startRedisServer({ folder, logFile }),
    (port) => awaitRedis({ url: `redis://127.0.0.1:${port}` }, PING_PATIENCE_MS),
  );
  return {
    kind: 'redis',
    environment: { REDIS_URL: `redis://127.0.0.1:${port}` },
    description: `redis://127.0.0.1:${port} (started here)`,
    stop,
  };
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
