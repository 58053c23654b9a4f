import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const GOOD = {
  KAFKA_BROKERS: '127.0.0.1:1',
  REDIS_URL: 'redis://127.0.0.1:1',
  ALPACA_BASE_URL: 'http://127.0.0.1:1',
  ALPACA_ACCOUNTS: '[{"accountId":"PAPER-1","keyId":"PK1","secretKey":"sesame"}]',
};

it('names every wrong variable at once, with exit code 2, no stack trace and no secret', () => {
  const { status, problems } = start({
    ...GOOD,
    KAFKA_SASL_PASSWORD: 'hunter2',
    REDIS_URL: 'http://user:swordfish@somewhere',
    EXECUTOR_LEASE_MS: '5000',
    IDEMPOTENCY_CACHE_TYPE: 'in_memory',
    LOG_LEVEL: 'loud',
  });
  expect(status).toBe(2);
  expect(problems).toEqual([
    'executor cannot start:',
    expect.stringMatching(/^KAFKA_SASL_PASSWORD: is set but KAFKA_SASL_MECHANISM is not/),
    expect.stringMatching(/^REDIS_URL: must be a redis:\/\/ or rediss:\/\/ URL/),
    expect.stringMatching(/^EXECUTOR_LEASE_MS: must be more than EXECUTOR_BROKER_TIMEOUT_MS/),
    'IDEMPOTENCY_CACHE_TYPE: must be redis: executors share their claims',
    expect.stringMatching(/^LOG_LEVEL: /),
  ]);
  expect(problems.join()).not.toMatch(/hunter2|swordfish|sesame| {4}at /);
});

it("names what is wrong in ORDER-004's tree", () => {
  const { status, problems } = start({ ...GOOD, IDEMPOTENCY_CACHE_TTL: '-1' });
  expect(status).toBe(2);
  expect(problems.join('\n')).toContain('idempotency.cache.ttl: must be at least 1000');
});

it('never sends without claims', () => {
  const { status, problems } = start({ ...GOOD, IDEMPOTENCY_ENABLED: 'false' });
  expect(status).toBe(2);
  expect(problems).toContain('IDEMPOTENCY_ENABLED: must be true: nothing is sent without a claim');
});

function start(environment: Readonly<Record<string, string>>) {
  const entry = join(import.meta.dirname, 'main.ts');
  const { status, stderr } = spawnSync(process.execPath, [entry], {
    encoding: 'utf8',
    env: environment,
  });
  return { status, problems: stderr.split('\n').filter((line) => line !== '') };
}
