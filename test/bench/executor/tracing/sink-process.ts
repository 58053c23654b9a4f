import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Starts a collector that forgets, in a process of its own. */
export async function startSink() {
  const child = fork(join(import.meta.dirname, 'sink/main.ts'));
  const [port] = await once(child, 'message');
  return {
    url: `http://127.0.0.1:${port}`,
    async spans(): Promise<number> {
      child.send('spans');
      const [count] = await once(child, 'message');
      return count;
    },
    async close(): Promise<void> {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}
