import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

test('the package loads in plain Node, which finds fewer names in kafkajs than a bundler does', () => {
  const script = `import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)})
    .then((kafka) => console.log(typeof kafka.kafkaConnection))`;
  expect(String(execFileSync(process.execPath, ['-e', script]))).toBe('function\n');
});
