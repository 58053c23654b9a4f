import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { ContenderName, Place, Spent } from './contender.ts';

const ENTRY = join(import.meta.dirname, 'contenders/main.ts');

/** A contender in a process of its own, so that none warms up another. */
export interface ContenderProcess {
  readonly name: ContenderName;
  run(count: number): Promise<Spent>;
  close(): Promise<void>;
}

export async function startContender(
  name: ContenderName,
  place: Place,
  environment: Readonly<Record<string, string>> = {},
): Promise<ContenderProcess> {
  const child = fork(ENTRY, [name, JSON.stringify(place)], {
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  const exited = once(child, 'exit');

  async function answer(): Promise<Spent> {
    const [message] = await Promise.race([
      once(child, 'message'),
      exited.then(([code]) => {
        throw new Error(`${name} ended with ${code}`);
      }),
    ]);
    return message;
  }

  await answer();
  return {
    name,
    async run(count) {
      child.send(count);
      return answer();
    },
    async close() {
      child.disconnect();
      await exited;
    },
  };
}
