import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT } from '../checkout.ts';
import { addLastAct } from '../processes/guardian/guardian.ts';
import { freePorts } from './free-ports.ts';
import { awaitGroupCoordinator } from './native/coordinator.ts';
import type { RunTool } from './run-tool.ts';
import { ADDRESS_VARIABLES, type Say, type Server, type ServerKind } from './server.ts';
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
  const name = `orderonce-${process.pid}-${randomBytes(3).toString('hex')}`;
  const [kafkaPort = 0, redisPort = 0] = await freePorts(2);
  const project = composeProject(name, kafkaPort, redisPort, runTool);
  // One project is one thing to stop, whichever of its servers is asked first.
  let stopped: Promise<void> | null = null;
  const stop = () => {
    stopped ??= project.end(join(logFolder, 'docker-compose.log'));
    return stopped;
  };
  say(`Starting ${wanted.join(' and ')} with Docker Compose …`);
  try {
    await project.up(wanted);
    if (wanted.includes('kafka')) await awaitGroupCoordinator(`127.0.0.1:${kafkaPort}`);
  } catch (error) {
    await stop();
    throw error;
  }
  const addresses = { kafka: `127.0.0.1:${kafkaPort}`, redis: `redis://127.0.0.1:${redisPort}` };
  return wanted.map((kind) => ({
    kind,
    environment: { [ADDRESS_VARIABLES[kind]]: addresses[kind] },
    description: `${addresses[kind]} (Docker Compose, project ${name})`,
    stop,
  }));
}

interface ComposeProject {
  /** Resolves once the servers are healthy. */
  up(wanted: readonly ServerKind[]): Promise<void>;
  /** Keeps the logs and removes containers, networks and volumes. */
  end(logFile: string): Promise<void>;
}

function composeProject(
  name: string,
  kafkaPort: number,
  redisPort: number,
  runTool: RunTool,
): ComposeProject {
  const ports = { KAFKA_PORT: String(kafkaPort), REDIS_PORT: String(redisPort) };
  const prefix = ['compose', '-p', name, '-f', COMPOSE_FILE];
  const compose = (...args: string[]) => runTool('docker', [...prefix, ...args], ports);
  const down = ['down', '--volumes', '--remove-orphans', '--timeout', String(DOWN_GRACE_S)];
  const isDown = addLastAct({ kind: 'run', command: 'docker', args: [...prefix, ...down] });
  return {
    async up(wanted) {
      const wait = ['--detach', '--wait', '--wait-timeout', String(UP_PATIENCE_S)];
      const { exitCode, output } = await compose('up', ...wait, ...wanted);
      if (exitCode === 0) return;
      const lines = output.trimEnd().split('\n').slice(-5).join('\n');
      throw new StackFailure(`Docker Compose could not start ${wanted.join(' and ')}:\n${lines}`);
    },
    async end(logFile) {
      const { output } = await compose('logs', '--no-color');
      writeFileSync(logFile, output);
      await compose(...down);
      isDown();
    },
  };
}
