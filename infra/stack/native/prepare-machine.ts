import type { Say, ServerKind } from '../server.ts';
import { installRedis } from './install-redis.ts';
import {
  canInstallPackages,
  cannotProvide,
  hasJava,
  hasMaven,
  hasRedis,
  type Machine,
  type MissingTool,
} from './machine.ts';

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
    if (!machine.hasKafkaJars && !(await hasMaven(machine))) missing.push('maven');
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
