import { expect, test } from 'vitest';
import { z } from 'zod';
import { simulatorEnvironment, simulatorOptions } from './environment.ts';

const schema = z.object(simulatorEnvironment);
const ACCOUNTS = '[{"accountId":"paper-1","keyId":"k","secretKey":"hunter2"}]';

test('accounts are all that must be given', () => {
  expect(simulatorOptions(schema.parse({ SIMULATOR_ACCOUNTS: ACCOUNTS }))).toEqual({
    host: '127.0.0.1',
    port: 0,
    accounts: [{ accountId: 'paper-1', keyId: 'k', secretKey: 'hunter2' }],
    seed: '1',
    fillDelayMs: 20,
    faults: [],
    repeatedIds: 'refuse',
    idForm: 'any-128',
    hasLookUpByClientOrderId: true,
    firstStatus: 'pending_new',
    prices: new Map(),
  });
});

test('everything can be given', () => {
  const options = simulatorOptions(
    schema.parse({
      SIMULATOR_HOST: '0.0.0.0',
      SIMULATOR_PORT: '8080',
      SIMULATOR_ACCOUNTS:
        '[{"accountId":"paper-1","keyId":"k","secretKey":"s","cash":"5.5","canShort":false}]',
      SIMULATOR_SEED: '7',
      SIMULATOR_FILL_DELAY_MS: '0',
      SIMULATOR_FAULTS: '[{"fault":"slow-ms","ms":8000,"rate":0.1}]',
      SIMULATOR_REPEATED_IDS: 'accept',
      SIMULATOR_ID_FORM: 'alphanumeric-32',
      SIMULATOR_LOOK_UP: 'false',
      SIMULATOR_FIRST_STATUS: 'accepted',
      SIMULATOR_RATE_LIMIT: '200',
      SIMULATOR_SESSION_MS: '5000',
      SIMULATOR_PRICES: '{"AAPL":"178.50"}',
      SIMULATOR_SYMBOLS: 'AAPL, MSFT',
    }),
  );
  expect(options).toMatchObject({
    port: 8080,
    accounts: [{ cash: '5.5', canShort: false }],
    fillDelayMs: 0,
    faults: [{ fault: 'slow-ms', ms: 8000, rate: 0.1 }],
    repeatedIds: 'accept',
    idForm: 'alphanumeric-32',
    hasLookUpByClientOrderId: false,
    firstStatus: 'accepted',
    rateLimit: { requests: 200, windowMs: 60_000 },
    sessionMs: 5_000,
    prices: new Map([['AAPL', '178.50']]),
    symbols: new Set(['AAPL', 'MSFT']),
  });
});

test('all that is wrong is told at once, and no secret with it', () => {
  const wrong = schema.safeParse({
    SIMULATOR_PORT: '70000',
    SIMULATOR_ACCOUNTS: ACCOUNTS.slice(1),
    SIMULATOR_FAULTS: '[{"fault":"explode"}]',
    SIMULATOR_REPEATED_IDS: 'maybe',
  });
  const paths = wrong.error?.issues.map((issue) => issue.path.join('.'));
  expect(paths).toEqual([
    'SIMULATOR_PORT',
    'SIMULATOR_ACCOUNTS',
    'SIMULATOR_FAULTS.0.fault',
    'SIMULATOR_REPEATED_IDS',
  ]);
  expect(JSON.stringify(wrong.error?.issues)).not.toContain('hunter2');
});
