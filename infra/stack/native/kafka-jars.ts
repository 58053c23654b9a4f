import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKOUT, WORK_FOLDER } from '../../checkout.ts';
import { addLastAct, spawnGuarded } from '../../processes/guardian/guardian.ts';
import { inheritedEnvironment } from '../../processes/inherited-environment.ts';
import { logTail } from '../log-tail.ts';
import type { Say } from '../server.ts';
import { StackFailure } from '../stack-failure.ts';

const POM = join(import.meta.dirname, 'pom.xml');

/** The pom is the one place that names it. */
export const KAFKA_VERSION = kafkaVersion();

const FOLDER = join(WORK_FOLDER, 'cache', `kafka-${KAFKA_VERSION}`);

export function hasKafkaJars(): boolean {
  return existsSync(FOLDER);
}

/**
 * Downloads Kafka's jars from Maven Central unless this checkout has them already.
 *
 * @returns the folder with the jars; it is complete whenever it exists
 */
export async function kafkaJars(logFile: string, say: Say): Promise<string> {
  if (hasKafkaJars()) return FOLDER;
  say(`Downloading Kafka ${KAFKA_VERSION} (once, 44 MB) …`);
  const cache = join(WORK_FOLDER, 'cache');
  mkdirSync(cache, { recursive: true });
  const unfinished = mkdtempSync(join(cache, 'unfinished-'));
  const isRemoved = addLastAct({ kind: 'remove-folder', folder: unfinished });
  try {
    await download(unfinished, logFile);
    moveIntoPlace(unfinished);
    return FOLDER;
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
    isRemoved();
  }
}

async function download(folder: string, logFile: string): Promise<void> {
  const log = logTail(logFile);
  const maven = await spawnGuarded({
    command: 'mvn',
    args: [
      ...['--batch-mode', '--quiet', '--file', POM],
      ...['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${folder}`],
    ],
    environment: inheritedEnvironment(),
    folder: CHECKOUT,
    logFile,
  });
  const { code } = await maven.exited;
  if (code === 0) return;
  const words = log.lastWords();
  throw new StackFailure(`Maven could not download Kafka ${KAFKA_VERSION} (${logFile}):\n${words}`);
}

function moveIntoPlace(folder: string): void {
  try {
    renameSync(folder, FOLDER);
  } catch (error) {
    // Another process was faster; what it put there is as good.
    if (!hasKafkaJars()) throw error;
  }
}

function kafkaVersion(): string {
  const pattern = /<artifactId>kafka_2\.13<\/artifactId>\s*<version>([\d.]+)<\/version>/;
  const version = pattern.exec(readFileSync(POM, 'utf8'))?.[1];
  if (version === undefined) throw new Error(`${POM} names no Kafka version`);
  return version;
}
