import type { Checkpoint } from '../ports.ts';

/**
 * For fault tests: a checkpoint at which this process dies as if the power went, the first time it comes by.
 * Without a name nothing ever happens.
 */
export function crashAt(name: Parameters<Checkpoint>[0] | undefined): Checkpoint {
  if (name === undefined) return () => {};
  return (reached) => {
    if (reached === name) process.kill(process.pid, 'SIGKILL');
  };
}
