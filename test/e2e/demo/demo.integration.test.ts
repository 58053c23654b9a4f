import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const MAIN = join(import.meta.dirname, 'main.ts');

it('shows a small demo whole, and exits 0 because every promise holds', async () => {
  const { exitCode, stdout } = await run(['--json', '--intents', '300', '--seed', '7']);
  const result = JSON.parse(stdout);
  expect(result.failures).toEqual([]);
  expect(exitCode).toBe(0);
  expect(result.figures).toMatchObject({
    strategies: 3,
    accounts: 2,
    intents: 300,
    venueOrders: 300,
    executorsKilled: 1,
    lost: 0,
    twice: 0,
    postsPerUntouchedOrder: 1,
    positionsEqual: true,
    statesEqual: true,
    isVerified: true,
  });
  expect(result.trace.timeLine.length).toBeGreaterThan(3);
}, 120_000);

it('names a wrong option and its rule, and exits 2', async () => {
  const { exitCode, stderr } = await run(['--intents', 'many']);
  expect(exitCode).toBe(2);
  expect(stderr).toContain('--intents must be a whole number from 100 to 1000000');
  expect(stderr).not.toContain('    at ');
});

function run(args: readonly string[]) {
  return new Promise<{ exitCode: number; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(process.execPath, [MAIN, ...args], (_error, stdout, stderr) =>
      resolve({ exitCode: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}
