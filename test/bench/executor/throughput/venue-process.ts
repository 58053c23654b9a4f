import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** Starts the venue in a process of its own. */
export async function startVenue() {
  const child = fork(join(import.meta.dirname, 'venue/main.ts'));
  const [port] = await once(child, 'message');
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}
