import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';

type Variables = Readonly<Record<string, string | undefined>>;

/** Where the index of a cluster's topics lies unless a person says otherwise: in the user's cache folder. */
export function indexPlace(
  cluster: { readonly brokers: readonly string[]; readonly topicPrefix: string },
  variables: Variables,
  platform: NodeJS.Platform,
): string {
  const { brokers, topicPrefix } = cluster;
  const name = JSON.stringify([[...brokers].sort(), topicPrefix]);
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 16);
  return join(cacheFolder(variables, platform), 'orderonce', `index-${hash}.sqlite`);
}

function cacheFolder(variables: Variables, platform: NodeJS.Platform): string {
  const { XDG_CACHE_HOME, LOCALAPPDATA } = variables;
  if (XDG_CACHE_HOME) return XDG_CACHE_HOME;
  if (platform === 'win32' && LOCALAPPDATA) return LOCALAPPDATA;
  return platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
}
