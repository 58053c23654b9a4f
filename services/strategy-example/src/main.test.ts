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
        STRATEGY_ID: 'too-long-and-lower',
        STRATEGY_ACCOUNT_ID: 'a|b',
        STRATEGY_INTENTS: '1.5',
        STRATEGY_RATE_PER_SECOND: '0',
        STRATEGY_REPEAT_RATIO: '20%',
        STRATEGY_SEED: '-1',
        STRATEGY_SYMBOLS: 'AAPL,TSLA',
        STRATEGY_ANSWERS_WAIT_MS: '-5',
      },
    },
  );
  expect(status).toBe(2);
  expect(stdout).toBe('');
  expect(stderr.split('\n')).toEqual([
    'strategy-example cannot start:',
    expect.stringMatching(/^KAFKA_BROKERS: /),
    'STRATEGY_ID: must be 1 to 10 of A-Z and 0-9',
    expect.stringMatching(/^STRATEGY_ACCOUNT_ID: /),
    'STRATEGY_INTENTS: must be a whole number',
    'STRATEGY_RATE_PER_SECOND: must be at least 0.001',
    'STRATEGY_REPEAT_RATIO: must be a number from 0 to 1',
    'STRATEGY_SEED: must be at least 0',
    expect.stringMatching(/^STRATEGY_SYMBOLS\[1\]: /),
    'STRATEGY_ANSWERS_WAIT_MS: must be at least 0',
    '',
  ]);
});
