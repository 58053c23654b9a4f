import { chmodSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { addLastAct } from '../processes/guardian/guardian.ts';
import type { RunTool } from '../stack/run-tool.ts';
import type { Say } from '../stack/server.ts';

/** Where Debian asks whether a package may start its service. */
const POLICY_FILE = '/usr/sbin/policy-rc.d';

/**
 * Installs a Debian package without letting it start a server of its own, which nobody would stop.
 *
 * @returns null when it is installed, else the last words of apt
 */
export async function installPackage(
  name: string,
  runTool: RunTool,
  say: Say,
  policyFile: string = POLICY_FILE,
): Promise<string | null> {
  say(`Installing ${name} (once, apt-get) …`);
  const allowStarts = forbidStarts(policyFile);
  try {
    const quiet = { DEBIAN_FRONTEND: 'noninteractive' };
    // The lists may be old or absent; if they cannot be had, the installation tells.
    await runTool('apt-get', ['-q', 'update'], quiet);
    const args = ['-q', 'install', '-y', '--no-install-recommends', name];
    const { exitCode, output } = await runTool('apt-get', args, quiet);
    return exitCode === 0 ? null : output.trimEnd().split('\n').slice(-5).join('\n');
  } finally {
    allowStarts();
  }
}

function forbidStarts(policyFile: string): () => void {
  if (existsSync(policyFile)) return () => {};
  const isRemoved = addLastAct({ kind: 'remove-folder', folder: policyFile });
  writeFileSync(policyFile, '#!/bin/sh\nexit 101\n');
  chmodSync(policyFile, 0o755);
  return () => {
    rmSync(policyFile, { force: true });
    isRemoved();
  };
}
