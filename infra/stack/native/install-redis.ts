import { installPackage } from '../../setup/install-package.ts';
import type { RunTool } from '../run-tool.ts';
import type { Say } from '../server.ts';

/**
 * Installs Debian's redis-server, and starts none.
 *
 * @returns null when it is installed, else the last words of apt
 */
export function installRedis(
  runTool: RunTool,
  say: Say,
  policyFile?: string,
): Promise<string | null> {
  return installPackage('redis-server', runTool, say, policyFile);
}
