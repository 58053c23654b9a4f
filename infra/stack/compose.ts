import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from '../checkout.ts';
import { addLastAct } from '../processes/guardian/guardian.ts';
import { freePorts } from './free-ports.ts';
import { awaitGroupCoordinator } from './native/coordinator.ts';
import type { RunTool } from './run-tool.ts';
import type { Say, Server, ServerKind } from './server.ts';
import { StackFailure } from './stack-failure.ts';

const COMPOSE_FILE = join(CHECKOUT, 'docker-compose.yml');
const UP_PATIENCE_S = 180;
const DOWN_GRACE_S = 5;

/** True when a Docker daemon answers and its client knows Compose. */
export async function hasDockerCompose(runTool: RunTool): Promise<boolean> {
  if ((await runTool('docker', ['info'])).exitCode !== 0) return false;
  return (await runTool('docker', ['compose', 'version'])).exitCode === 0;
}

/**
 * Starts the wanted servers of docker-compose.yml, under a project name of their own, on free host ports.
 *
 * @throws {StackFailure} when they do not become healthy; nothing is left of them then
 */
export async function composeServers(
  wanted: readonly ServerKind[],
  runTool: RunTool,
  logFolder: string,
  say: Say,
): Promise<Server[]> {
  const project = `orderonce-${process.pid}-${randomBytes(3).toString('hex')}`;
  const [kafkaPort = 0, redisPort = 0] = await freePorts(2);
  const ports = { KAFKA_PORT: String(kafkaPort), REDIS_PORT: String(redisPort) };
  const compose = (...args: string[]) =>
    runTool('docker', ['compose', '-p', project, '-f', COMPOSE_FILE, ...args], ports);
  const down = ['down', '--volumes', '--remove-orphans', '--timeout', String(DOWN_GRACE_S)];
  const isDown = addLastAct({
    kind: 'run',
    command: 'docker',
    args: ['compose', '-p', project, '-f', COMPOSE_FILE, ...down],
  });
  let isStopped: Promise<void> | null = null;
  const stop = () => {
    isStopped ??= keepLogsAndEnd();
    return isStopped;
  };
  const keepLogsAndEnd = async () => {
    const logs = await compose('logs', '--no-color');
    writeFileSync(join(logFolder, 'docker-compose.log'), logs.output);
    await compose(...down);
    isDown();
  };
  say(`Starting ${wanted.join(' and ')} with Docker Compose …`);
  const up = ['up', '--detach', '--wait', '--wait-timeout', String(UP_PATIENCE_S), ...wanted];
  const { exitCode, output } = await compose(...up);
  if (exitCode !== 0) {
    await stop();
    const lines = output.trimEnd().split('\n').slice(-5).join('\n');
    throw new StackFailure(`Docker Compose could not start ${wanted.join(' and ')}:\n${lines}`);
  }
  if (wanted.includes('kafka')) await awaitGroupCoordinator(`127.0.0.1:${kafkaPort}`);
  // One project is one thing to stop, whichever of its servers is asked first.
  const servers: Record<ServerKind, Server> = {
    kafka: {
      kind: 'kafka',
      environment: { KAFKA_BROKERS: `127.0.0.1:${kafkaPort}` },
      description: `127.0.0.1:${kafkaPort} (Docker Compose, project ${project})`,
      stop,
    },
    redis: {
      kind: 'redis',
      environment: { REDIS_URL: `redis://127.0.0.1:${redisPort}` },
      description: `redis://127.0.0.1:${redisPort} (Docker Compose, project ${project})`,
      stop,
    },
  };
  return wanted.map((kind) => servers[kind]);
}
