import { installPackage } from '../setup/install-package.ts';
import { canInstallPackages, type Machine } from '../stack/native/machine.ts';
import type { Say } from '../stack/server.ts';

const BY_HAND =
  'promtool is not here; install it: sudo apt-get install prometheus, or brew install prometheus';

/**
 * Makes sure that there is a promtool, Prometheus's own judge of rules, as far as that can be done without
 * asking.
 *
 * @returns null when there is one, else why there is none and what to do, in one line
 */
export async function providePromtool(
  machine: Pick<Machine, 'runTool' | 'isRoot'>,
  say: Say,
): Promise<string | null> {
  const isThere = async () => (await machine.runTool('promtool', ['--version'])).exitCode === 0;
  if (await isThere()) return null;
  if (!(await canInstallPackages(machine))) return BY_HAND;
  const complaint = await installPackage('prometheus', machine.runTool, say);
  if (complaint !== null) say(complaint);
  return (await isThere()) ? null : BY_HAND;
}
