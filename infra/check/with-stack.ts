import { startStack } from '../stack/start-stack.ts';

/** Run by vitest before the first integration test; what it returns is run after the last. */
export default async function withStack(): Promise<() => Promise<void>> {
  const stack = await startStack({ say: (line) => console.error(line) });
  Object.assign(process.env, stack.environment);
  return () => stack.stop();
}
