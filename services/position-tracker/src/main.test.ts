import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('wrong variables are all reported at once, with exit code 2 and no stack trace', () => {
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'main.ts')],
    {
      encoding: 'utf8',
      env: {
        TRACKER_PORT: '70000',
        TRACKER_HISTORIES: 'many',
        LOG_LEVEL: 'loud',
      },
    },
  );
  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr.split('\n')).toEqual([
    'position-tracker cannot start:',
    expect.stringMatching(/^KAFKA_BROKERS: /),
    'TRACKER_PORT: must be at most 65535',
    'TRACKER_HISTORIES: must be a whole number from 1 to 10000000',
    expect.stringMatching(/^LOG_LEVEL: /),
    '',
  ]);
});
