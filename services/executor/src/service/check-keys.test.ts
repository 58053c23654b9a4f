import { MemoryBroker } from '@orderonce/brokers';
import { accountIdSchema } from '@orderonce/contracts';
import { ConfigurationError } from '@orderonce/telemetry';
import { beforeEach, expect, it } from 'vitest';
import { checkKeys } from './check-keys.ts';

const clock = { nowMs: () => 1_790_000_000_000, monotonicMs: () => 0 };
const accountId = (text: string) => accountIdSchema.parse(text);
const good = () => new MemoryBroker({ clock });
const stranger = () => new MemoryBroker({ clock, isAuthorized: false });

let logged: object[];
const log = {
  warn: (fields: object) => {
    logged.push(fields);
  },
};
beforeEach(() => {
  logged = [];
});

it('passes keys that the venue knows', async () => {
  await checkKeys(new Map([[accountId('A'), good()]]), { timeoutMs: 1_000, log });
  expect(logged).toEqual([]);
});

it('names every account whose keys the venue refuses', async () => {
  const brokers = new Map([
    [accountId('A'), stranger()],
    [accountId('B'), good()],
    [accountId('C'), stranger()],
  ]);
  const error = await checkKeys(brokers, { timeoutMs: 1_000, log }).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(ConfigurationError);
  const why = '(the venue does not know these keys)';
  expect(error.problems).toEqual([
    { path: 'ALPACA_ACCOUNTS', rule: `the venue refused the keys of A ${why}` },
    { path: 'ALPACA_ACCOUNTS', rule: `the venue refused the keys of C ${why}` },
  ]);
});

it('goes on when the venue does not answer, and says so', async () => {
  const broker = good();
  broker.setReachable(false);
  await checkKeys(new Map([[accountId('A'), broker]]), { timeoutMs: 1_000, log });
  expect(logged).toEqual([
    { event: 'keys-unchecked', accountId: 'A', text: 'the venue cannot be reached' },
  ]);
});
