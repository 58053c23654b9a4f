import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const ENTRY = join(import.meta.dirname, 'main.ts');
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

it('ends with one clear error and exit code 2 when the venue refuses the keys', async () => {
  const venue = createServer((_request, response) => {
    response.writeHead(401, { 'content-type': 'application/json' });
    response.end('{"message":"unauthorized."}');
  });
  await once(venue.listen(0, '127.0.0.1'), 'listening');
  const address = venue.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const ALPACA_BASE_URL = `http://127.0.0.1:${address.port}`;
  const child = spawn(process.execPath, [ENTRY], { env: { ...GOOD, ALPACA_BASE_URL } });
  let text = '';
  child.stderr.on('data', (chunk) => {
    text += chunk;
  });
  const [status] = await once(child, 'close');
  venue.close();
  expect(status).toBe(2);
  expect(text).toBe(
    'executor cannot start:\n' +
      'ALPACA_ACCOUNTS: the venue refused the keys of PAPER-1 (http 401 unauthorized.)\n',
  );
});

function start(environment: Readonly<Record<string, string>>) {
  const { status, stderr } = spawnSync(process.execPath, [ENTRY], {
    encoding: 'utf8',
    env: environment,
  });
  return { status, problems: stderr.split('\n').filter((line) => line !== '') };
}
