import { join, relative } from 'node:path';
import { CHECKOUT, WORK_FOLDER } from '../checkout.ts';
import { composeServers, hasDockerCompose } from './compose.ts';
import { givenKafka, givenRedis } from './given.ts';
import { hasKafkaJars } from './native/kafka-jars.ts';
import type { Machine } from './native/machine.ts';
import { nativeKafka, nativeRedis } from './native/native.ts';
import { prepareMachine } from './native/prepare-machine.ts';
import type { Variables } from './read-variables.ts';
import { makeLogFolder } from './run-folder.ts';
import { type RunTool, runTool } from './run-tool.ts';
import { type Say, SERVER_NAMES, type Server, type ServerKind } from './server.ts';
import { StackFailure } from './stack-failure.ts';

/** A Kafka and a Redis, ready to be used. */
export interface Stack {
  /** The variables that services need to reach both; set them on top of everything else. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where to find what, for a person, one line each; no secret is in them. */
  readonly description: readonly string[];
  readonly logFolder: string;
  /** Ends what was started here and removes its data; what was given is left alone. */
  stop(): Promise<void>;
}

const LOGS = join(WORK_FOLDER, 'logs');
const SERVER_KINDS: readonly ServerKind[] = ['kafka', 'redis'];

export interface StackOptions {
  /** Takes a line whenever something slow begins. */
  readonly say?: Say;
  /** Default: this process's. KAFKA_BROKERS and REDIS_URL in it are used as they are. */
  readonly variables?: Variables;
  /** An existing folder; default: a new one under `.orderonce/logs`, where those of the latest runs are kept. */
  readonly logFolder?: string;
  /** Default: the machine's own commands. */
  readonly runTool?: RunTool;
}

/**
 * Provides Kafka and Redis: those given by KAFKA_BROKERS and REDIS_URL (each may be given alone), else with
 * Docker Compose, else as processes of this machine. All that it starts ends with this process at the
 * latest, however this process ends.
 *
 * @throws {StackFailure} with a message for a person; nothing is left running then
 */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  const { say = () => {}, variables = process.env } = options;
  const logFolder = options.logFolder ?? makeLogFolder(LOGS, Date.now());
  const given = await allOrNone([givenKafka(variables), givenRedis(variables)]);
  const isGiven = (kind: ServerKind) => given.some((server) => server?.kind === kind);
  const wanted = SERVER_KINDS.filter((kind) => !isGiven(kind));
  const tool = options.runTool ?? runTool;
  const started = await provide(wanted, tool, variables, logFolder, say);
  const servers = [...given, ...started].filter((server) => server !== null);
  return {
    environment: Object.assign({}, ...servers.map(({ environment }) => environment)),
    description: [
      ...servers.map(({ kind, description }) => `${SERVER_NAMES[kind].padEnd(7)}${description}`),
      `Logs   ${relative(CHECKOUT, logFolder)}`,
    ],
    logFolder,
    async stop() {
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

async function provide(
  wanted: readonly ServerKind[],
  tool: RunTool,
  variables: Variables,
  logFolder: string,
  say: Say,
): Promise<Server[]> {
  if (wanted.length === 0) return [];
  if (await hasDockerCompose(tool)) {
    try {
      return await composeServers(wanted, tool, logFolder, say);
    } catch (error) {
      if (!(error instanceof StackFailure)) throw error;
      say(`${error.message}\nGoing on without Docker.`);
    }
  }
  const machine: Machine = {
    runTool: tool,
    variables,
    isRoot: process.getuid?.() === 0,
    hasKafkaJars: hasKafkaJars(),
  };
  await prepareMachine(wanted, machine, say);
  say(`Starting ${wanted.join(' and ')} …`);
  return allOrNone(
    wanted.map((kind) =>
      kind === 'kafka' ? nativeKafka(machine, logFolder, say) : nativeRedis(logFolder),
    ),
  );
}

/** Stops those that did start when one did not; every failure is told. */
async function allOrNone<S extends Server | null>(starting: readonly Promise<S>[]): Promise<S[]> {
  const results = await Promise.allSettled(starting);
  const servers = results.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
  const reasons = results.flatMap((result) => (result.status === 'rejected' ? result.reason : []));
  if (reasons.length === 0) return servers;
  await Promise.all(servers.map((server) => server?.stop()));
  const bug = reasons.find((reason) => !(reason instanceof StackFailure));
  if (bug !== undefined) throw bug;
  const exitCode = reasons.some((reason) => reason.exitCode === 2) ? 2 : 1;
  throw new StackFailure(reasons.map((reason) => reason.message).join('\n'), exitCode);
}
