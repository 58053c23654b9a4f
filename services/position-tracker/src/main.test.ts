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
        REDIS_URL: 'http://:hidden@nowhere',
        TRACKER_STATE_NAME: 'a b',
        TRACKER_COMPARE_MS: 'often',
        ALPACA_BASE_URL: 'http://127.0.0.1:1',
        LOG_LEVEL: 'loud',
      },
    },
  );
  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).not.toContain('hidden');
  expect(stderr.split('\n')).toEqual([
    'position-tracker cannot start:',
    expect.stringMatching(/^KAFKA_BROKERS: /),
    expect.stringMatching(/^REDIS_URL: /),
    'TRACKER_PORT: must be at most 65535',
    'TRACKER_STATE_NAME: must be 1 to 64 letters, digits, dots, dashes or underscores',
    'TRACKER_COMPARE_MS: must be whole milliseconds from 100 to 3600000',
    expect.stringMatching(/^LOG_LEVEL: /),
    '',
  ]);
});
