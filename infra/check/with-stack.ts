import { StackFailure } from '../stack/stack-failure.ts';
import { startStack } from '../stack/start-stack.ts';

/** Run by vitest before the first integration test; what it returns is run after the last. */
export default async function withStack(): Promise<() => Promise<void>> {
  const stack = await startStack({ say: (line) => console.error(line) }).catch((error: unknown) => {
    if (!(error instanceof StackFailure)) throw error;
    // A message for a person; where in our code it arose tells nobody anything.
    console.error(error.message);
    process.exit(1);
  });
  Object.assign(process.env, stack.environment);
  for (const line of stack.description) console.error(line);
  return () => stack.stop();
}
