import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('wrong variables are all reported at once, with exit code 2, no stack trace and no secret', () => {
  const { status, stderr, stdout } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, 'main.ts')],
    {
      encoding: 'utf8',
      env: {
        ALPACA_ACCOUNTS: '[{"accountId":"a|b","keyId":"PK1","secretKey":"sesame",}]',
        EXECUTION_REPORTS_POLL_MS: '1',
        EXECUTION_REPORTS_CHECK_MS: 'often',
        EXECUTION_REPORTS_TIMEOUT_MS: '2.5',
        EXECUTION_REPORTS_LEASE_MS: '1',
      },
    },
  );
  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).not.toContain('sesame');
  expect(stderr.split('\n')).toEqual([
    'execution-reports cannot start:',
    expect.stringMatching(/^KAFKA_BROKERS: /),
    expect.stringMatching(/^REDIS_URL: /),
    expect.stringMatching(/^ALPACA_BASE_URL: /),
    expect.stringMatching(/^ALPACA_ACCOUNTS: is not JSON/),
    'EXECUTION_REPORTS_POLL_MS: must be at least 10',
    'EXECUTION_REPORTS_CHECK_MS: must be whole milliseconds from 100 to 3600000',
    expect.stringMatching(/^EXECUTION_REPORTS_TIMEOUT_MS: /),
    'EXECUTION_REPORTS_LEASE_MS: must be at least 300',
    '',
  ]);
});
