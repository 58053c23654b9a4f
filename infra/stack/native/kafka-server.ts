import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type GuardedProcess, spawnGuarded } from '../../processes/guardian/guardian.ts';
import { inheritedEnvironment } from '../../processes/inherited-environment.ts';
import { freePorts } from '../free-ports.ts';
import { logTail } from '../log-tail.ts';
import { StackFailure } from '../stack-failure.ts';
import { waitForPort } from '../wait-for-port.ts';

const START_PATIENCE_MS = 60_000;
const PORT_ATTEMPTS = 3;
const JVM_OPTIONS = ['-Xmx512m', '-XX:TieredStopAtLevel=1'];

export interface KafkaServerOptions {
  readonly java: string;
  readonly jarsFolder: string;
  /** Empty; holds the data and the settings. */
  readonly folder: string;
  readonly logFile: string;
  /** On top of the plain single node's settings. */
  readonly settings?: Readonly<Record<string, string>>;
  /** More arguments for Kafka's own storage formatter, such as `--add-scram`. */
  readonly formatArguments?: readonly string[];
}

export interface KafkaServer {
  readonly port: number;
  readonly process: GuardedProcess;
}

/**
 * Starts one Kafka node (broker and controller) on loopback ports that were free.
 *
 * @returns once it listens; metadata and coordinators may still be loading
 * @throws {StackFailure} when it ends instead, or does not listen within a minute
 */
export async function startKafkaServer(options: KafkaServerOptions): Promise<KafkaServer> {
  mkdirSync(join(options.folder, 'data'), { recursive: true });
  const settingsFile = join(options.folder, 'server.properties');
  for (let attempt = 1; ; attempt += 1) {
    const [port = 0, controllerPort = 0] = await freePorts(2);
    writeFileSync(settingsFile, properties(options, port, controllerPort));
    if (attempt === 1) await format(options, settingsFile);
    const log = logTail(options.logFile);
    const server = await runJava(options, 'kafka.Kafka', [settingsFile]);
    if (await waitForPort(port, server.exited, START_PATIENCE_MS)) return { port, process: server };
    const exit = await server.stop(0);
    // Somebody else took a port between the search for it and the start.
    if (/Address already in use|BindException/.test(log.text()) && attempt < PORT_ATTEMPTS)
      continue;
    const how = exit.signal ?? `exit code ${exit.code}`;
    throw new StackFailure(`Kafka did not start (${how}; ${options.logFile}):\n${log.lastWords()}`);
  }
}

async function format(options: KafkaServerOptions, settingsFile: string): Promise<void> {
  const clusterId = randomBytes(16).toString('base64url');
  const log = logTail(options.logFile);
  const formatter = await runJava(options, 'kafka.tools.StorageTool', [
    ...['format', '--cluster-id', clusterId, '--config', settingsFile],
    ...(options.formatArguments ?? []),
  ]);
  const { code } = await formatter.exited;
  if (code === 0) return;
  const words = log.lastWords();
  throw new StackFailure(`Kafka's storage could not be made (${options.logFile}):\n${words}`);
}

function runJava(
  { java, jarsFolder, folder, logFile }: KafkaServerOptions,
  mainClass: string,
  args: readonly string[],
): Promise<GuardedProcess> {
  const options = [...JVM_OPTIONS, '-cp', join(jarsFolder, '*')];
  const environment = inheritedEnvironment();
  return spawnGuarded({
    command: java,
    args: [...options, mainClass, ...args],
    environment,
    folder,
    logFile,
  });
}

function properties(options: KafkaServerOptions, port: number, controllerPort: number): string {
  const settings: Record<string, string> = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `CLIENTS://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    'advertised.listeners': `CLIENTS://127.0.0.1:${port}`,
    'listener.security.protocol.map': 'CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': 'CLIENTS',
    'controller.listener.names': 'CONTROLLER',
    'log.dirs': join(options.folder, 'data'),
    // Topics are made explicitly, with the settings that they must have.
    'auto.create.topics.enable': 'false',
    // A single node cannot hold more than one copy of Kafka's own topics.
    'offsets.topic.replication.factor': '1',
    'offsets.topic.num.partitions': '1',
    'transaction.state.log.replication.factor': '1',
    'transaction.state.log.min.isr': '1',
    'share.coordinator.state.topic.replication.factor': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    ...options.settings,
  };
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}
