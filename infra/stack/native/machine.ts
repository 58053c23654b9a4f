import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { RunTool } from '../run-tool.ts';
import { ADDRESS_VARIABLES, SERVER_NAMES, type ServerKind } from '../server.ts';
import { StackFailure } from '../stack-failure.ts';

const OLDEST_JAVA = 17;
const OLDEST_REDIS = 7;

export type MissingTool = 'java' | 'maven' | 'redis';

export interface Machine {
  readonly runTool: RunTool;
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly isRoot: boolean;
  /** Kafka's jars were downloaded by an earlier run. */
  readonly hasKafkaJars: boolean;
}

/** The `java` to use: JAVA_HOME's, else the PATH's. */
export function javaCommand({ variables }: Machine): string {
  const home = variables['JAVA_HOME'];
  const ofHome = home ? join(home, 'bin/java') : null;
  return ofHome !== null && existsSync(ofHome) ? ofHome : 'java';
}

export async function hasJava(machine: Machine): Promise<boolean> {
  const { exitCode, output } = await machine.runTool(javaCommand(machine), ['-version']);
  return exitCode === 0 && majorVersion(output, /version "(\d+)/) >= OLDEST_JAVA;
}

export async function hasMaven({ runTool }: Machine): Promise<boolean> {
  return (await runTool('mvn', ['-v'])).exitCode === 0;
}

export async function hasRedis({ runTool }: Machine): Promise<boolean> {
  const { exitCode, output } = await runTool('redis-server', ['--version']);
  return exitCode === 0 && majorVersion(output, /v=(\d+)/) >= OLDEST_REDIS;
}

export async function canInstallPackages({
  runTool,
  isRoot,
}: Pick<Machine, 'runTool' | 'isRoot'>): Promise<boolean> {
  return isRoot && (await runTool('apt-get', ['--version'])).exitCode === 0;
}

function majorVersion(output: string, pattern: RegExp): number {
  return Number(pattern.exec(output)?.[1] ?? 0);
}

const MISSING: Record<MissingTool, string> = {
  java: `Java ${OLDEST_JAVA} or newer, to run Kafka`,
  maven: 'Maven (mvn), to download Kafka',
  redis: `redis-server ${OLDEST_REDIS} or newer`,
};

const INSTALLERS: readonly {
  readonly system: string;
  readonly command: string;
  readonly packages: Record<MissingTool, string>;
  readonly afterwards?: Partial<Record<MissingTool, string>>;
}[] = [
  {
    system: 'Debian, Ubuntu',
    command: 'sudo apt-get install',
    packages: { java: 'default-jre-headless', maven: 'maven', redis: 'redis-server' },
  },
  {
    system: 'Fedora',
    command: 'sudo dnf install',
    packages: { java: 'java-21-openjdk-headless', maven: 'maven', redis: 'redis' },
  },
  {
    system: 'macOS',
    command: 'brew install',
    packages: { java: 'openjdk@21', maven: 'maven', redis: 'redis' },
    afterwards: { java: 'export JAVA_HOME="$(brew --prefix openjdk@21)"' },
  },
];

/** One message that names everything missing, how to install it, and the ways around it. */
export function cannotProvide(
  servers: readonly ServerKind[],
  missing: readonly MissingTool[],
): StackFailure {
  const names = servers.map((server) => SERVER_NAMES[server]).join(' and ');
  const variables = servers.map((server) => ADDRESS_VARIABLES[server]).join(' and ');
  const installs = INSTALLERS.map(({ system, command, packages, afterwards }) => {
    const install = `${command} ${missing.map((tool) => packages[tool]).join(' ')}`;
    const then = missing.flatMap((tool) => afterwards?.[tool] ?? []);
    return `  ${system.padEnd(16)}${[install, ...then].join(' && ')}`;
  });
  return new StackFailure(
    [
      `${names} cannot be started on this machine. Not found:`,
      ...missing.map((tool) => `  ${MISSING[tool]}`),
      'Install what is missing:',
      ...installs,
      `or start Docker, or set ${variables} to servers that run already.`,
    ].join('\n'),
  );
}
