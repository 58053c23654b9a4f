import { tellFailure } from '../stack/stack-failure.ts';
import { startStack } from '../stack/start-stack.ts';

/** Run by vitest before the first integration test; what it returns is run after the last. */
export default async function withStack(): Promise<() => Promise<void>> {
  const stack = await startStack({ say: (line) => console.error(line) }).catch((error: unknown) => {
    // Thrown on, it would come with the stack of our own code, which tells nobody anything.
    process.exit(tellFailure(error).exitCode);
  });
  Object.assign(process.env, stack.environment);
  for (const line of stack.description) console.error(line);
  return () => stack.stop();
}
