import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const sources = ['packages/*/src/**', 'services/*/src/**', 'infra/**', 'test/**'];

export default defineConfig({
  test: {
    // What tests that pass print is noise.
    silent: 'passed-only',
    slowTestThreshold: 5000,
    // Many tests wait for processes rather than compute: two at once also where there are two cores only.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'unit',
          // Some start processes, and a busy machine is slow; none waits for nothing.
          testTimeout: 20_000,
          include: sources.map((folder) => `${folder}/*.test.ts`),
          exclude: ['**/node_modules/**', '**/*.integration.test.ts'],
        },
      },
      {
        test: {
          name: 'integration',
          include: sources.map((folder) => `${folder}/*.integration.test.ts`),
          exclude: ['**/node_modules/**'],
          // A real Kafka and a real Redis for all of these tests; their addresses are in the environment.
          globalSetup: [join(import.meta.dirname, 'with-stack.ts')],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
