import { once } from 'node:events';
import { createServer } from 'node:http';
import { inspect } from 'node:util';
import { accountIdSchema, clientOrderIdSchema } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../broker-clock.ts';
import { alpacaBrokers, brokerEnvironment } from './alpaca-brokers.ts';

const environmentSchema = z.object(brokerEnvironment);

const account = (accountId: string, keyId = `key-of-${accountId}`) => ({
  accountId,
  keyId,
  secretKey: 'hunter2',
});

const environment = (accounts: unknown, more = {}) => ({
  ALPACA_BASE_URL: 'http://127.0.0.1:8080',
  ALPACA_ACCOUNTS: typeof accounts === 'string' ? accounts : JSON.stringify(accounts),
  ...more,
});

const problems = (variables: unknown) =>
  environmentSchema
    .safeParse(variables)
    .error?.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`);

test('each account of the configuration gets a broker with the capabilities of the venue', async () => {
  const config = environmentSchema.parse(environment([account('paper-1'), account('paper-2')]));
  const brokers = alpacaBrokers(config, { clock: systemClock });
  expect([...brokers.keys()]).toEqual(['paper-1', 'paper-2']);
  expect(brokers.get(accountIdSchema.parse('paper-1'))?.capabilities).toEqual({
    repeatedClientOrderId: 'refused-for-ever',
    lookUpByClientOrderId: true,
    visibilityWindowMs: 10_000,
    clientOrderIdRetentionMs: null,
    clientOrderId: { maxLength: 128, charset: 'printable' },
    rateLimit: { requests: 200, windowMs: 60_000 },
  });
  for (const broker of brokers.values()) await broker.close();
});

test('a venue that takes as many requests as come has no limit', async () => {
  const unlimited = { BROKER_REQUESTS_PER_MINUTE: '0' };
  const config = environmentSchema.parse(environment([account('paper-1')], unlimited));
  const brokers = [...alpacaBrokers(config, { clock: systemClock }).values()];
  expect(brokers.map(({ capabilities }) => 'rateLimit' in capabilities)).toEqual([false]);
  for (const broker of brokers) await broker.close();
});

test('a configuration that is printed shows no key', () => {
  const config = environmentSchema.parse(environment([account('paper-1')]));
  expect(inspect(config, { depth: 9 })).not.toMatch(/hunter2|key-of/);
  expect(JSON.stringify(config)).not.toMatch(/hunter2|key-of/);
});

test.each<[string, unknown, string[]]>([
  ['is not JSON', '[{"secretKey":"hunter2"', ['is not JSON; it must look like']],
  ['is no list', { secretKey: 'hunter2' }, ['must be a JSON array such as']],
  ['is empty', [], ['must name at least one account']],
  [
    'has a nameless account',
    [{ ...account('a'), accountId: 'a|b' }],
    ['0.accountId must be 1 to 64'],
  ],
  [
    'has a broken key',
    [{ ...account('a'), keyId: 'hunter2\n' }],
    ['0.keyId keyId must be 1 to 256'],
  ],
  ['has no secret', [{ accountId: 'a', keyId: 'k' }], ['0.secretKey secretKey must be a string']],
  [
    'has a misplaced secret',
    [{ ...account('a'), hunter2: 1 }],
    ['0 must be an object of accountId'],
  ],
  [
    'has an account twice',
    [account('a'), account('a', 'k')],
    [' must not name an accountId twice'],
  ],
  ['has a key twice', [account('a', 'k'), account('b', 'k')], [' must not name a keyId twice']],
])('ALPACA_ACCOUNTS that %s is told so without its text', (_what, accounts, expected) => {
  const found = problems(environment(accounts));
  expect(found).toHaveLength(expected.length);
  for (const [index, text] of expected.entries()) expect(found?.[index]).toContain(text);
  expect(found?.join('\n')).not.toMatch(/hunter2/);
});

test('all wrong variables are told at once', () => {
  const more = {
    ALPACA_BASE_URL: 'https://user:hunter2@paper-api.alpaca.markets/v2',
    BROKER_REPEATED_CLIENT_ORDER_ID: 'maybe',
    BROKER_VISIBILITY_WINDOW_MS: '-1',
    BROKER_CONNECTIONS: 'many',
    BROKER_REQUESTS_PER_MINUTE: '-1',
  };
  expect(problems(environment([account('a')], more))).toEqual([
    'ALPACA_BASE_URL must be a scheme, a host and a port and nothing else',
    'BROKER_REPEATED_CLIENT_ORDER_ID must be one of refused-for-ever, refused-while-open, returns-existing, modifies, accepted',
    'BROKER_VISIBILITY_WINDOW_MS must be at least 0',
    'BROKER_CONNECTIONS must be a number of connections',
    'BROKER_REQUESTS_PER_MINUTE must be at least 0',
  ]);
});

test('a venue is what its variables say', async () => {
  const said = {
    BROKER_REPEATED_CLIENT_ORDER_ID: 'modifies',
    BROKER_CLIENT_ORDER_ID_FORM: 'letters-and-digits-32',
    BROKER_LOOK_UP_BY_CLIENT_ORDER_ID: 'false',
  };
  const config = environmentSchema.parse(environment([account('paper-1')], said));
  const [broker] = alpacaBrokers(config, { clock: systemClock }).values();
  expect(broker?.capabilities).toMatchObject({
    repeatedClientOrderId: 'modifies',
    lookUpByClientOrderId: false,
    clientOrderId: { maxLength: 32, charset: 'letters-and-digits' },
  });
  const id = clientOrderIdSchema.parse('MOM-1RV4K2-000001-a3f8b2c1');
  expect(await broker?.findByClientOrderId(id, { timeoutMs: 1_000 })).toMatchObject({
    kind: 'unknown',
    text: 'this venue has no look-up by client order id',
  });
  await broker?.close();
});

test('what the venue says in words that we do not have is told once for an account', async () => {
  const row = {
    ...{ id: 'b-1', client_order_id: 'manual-1', symbol: 'AAPL', side: 'buy', qty: '1' },
    ...{ filled_qty: '0', type: 'market', time_in_force: 'day', status: 'in_limbo' },
  };
  const server = createServer((_request, response) => response.end(JSON.stringify([row, row])));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const url = { ALPACA_BASE_URL: `http://127.0.0.1:${address.port}` };
  const config = environmentSchema.parse(environment([account('paper-1')], url));
  const told: string[] = [];
  const [broker] = alpacaBrokers(config, {
    clock: systemClock,
    onUnrecognised: (accountId, text) => told.push(`${accountId}: ${text}`),
  }).values();
  for (let asked = 0; asked < 2; asked++)
    expect(await broker?.openOrders(null, { timeoutMs: 2_000 })).toMatchObject({
      orders: [{ ordStatus: 'UNKNOWN' }, { ordStatus: 'UNKNOWN' }],
    });
  expect(told).toEqual(['paper-1: order status in_limbo']);
  await broker?.close();
  server.close();
});
