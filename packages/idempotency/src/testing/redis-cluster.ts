import { type RedisProcess, startRedis } from './redis-process.ts';

export interface RedisClusterProcesses {
  readonly nodes: readonly RedisProcess[];
  readonly url: string;
  readonly remove: () => Promise<void>;
}

const SLOTS = 16_384;
const NODES = 3;

/** A real cluster of three primaries, all slots served. */
export async function startRedisCluster(): Promise<RedisClusterProcesses> {
  const nodes = await Promise.all(
    Array.from({ length: NODES }, () =>
      startRedis('--cluster-enabled', 'yes', '--cluster-node-timeout', '2000'),
    ),
  );
  const [first] = nodes;
  if (first === undefined) throw new Error('a cluster has nodes');
  await Promise.all(
    nodes.map((node, at) => {
      const from = Math.floor((SLOTS * at) / NODES);
      const to = Math.floor((SLOTS * (at + 1)) / NODES) - 1;
      return node.command('CLUSTER', 'ADDSLOTSRANGE', String(from), String(to));
    }),
  );
  for (const node of nodes.slice(1)) {
    await first.command('CLUSTER', 'MEET', '127.0.0.1', String(node.port));
  }
  await Promise.all(nodes.map(isServing));
  return {
    nodes,
    url: nodes.map(({ url }) => url).join(','),
    async remove() {
      await Promise.all(nodes.map((node) => node.remove()));
    },
  };
}

async function isServing(node: RedisProcess): Promise<void> {
  for (;;) {
    const info = String(await node.command('CLUSTER', 'INFO'));
    if (info.includes('cluster_state:ok') && info.includes(`cluster_size:${NODES}`)) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
