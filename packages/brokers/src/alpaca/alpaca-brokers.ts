import type { AccountId } from '@orderonce/contracts';
import { z } from 'zod';
import type { Broker } from '../broker.ts';
import type { BrokerClock } from '../broker-clock.ts';
import {
  ALPACA_CAPABILITIES,
  type BrokerCapabilities,
  type ClientOrderIdFormat,
  REPEATED_CLIENT_ORDER_ID,
} from '../capabilities.ts';
import { alpacaAccountsSchema } from './alpaca-accounts.ts';
import { AlpacaBroker } from './alpaca-broker.ts';

const count = (name: string, lowest: number, highest: number) =>
  z.coerce
    .number({ error: `must be ${name}` })
    .int(`must be ${name}`)
    .min(lowest, `must be at least ${lowest}`)
    .max(highest, `must be at most ${highest}`);

/** The environment variables of a service that calls a broker; spread into the service's own schema. */
export const brokerEnvironment = {
  /** `https://paper-api.alpaca.markets`, `https://api.alpaca.markets`, or a simulator's address. */
  ALPACA_BASE_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http or https URL' })
    .refine((text) => {
      const url = URL.parse(text);
      return url !== null && url.username === '' && url.pathname === '/' && url.search === '';
    }, 'must be a scheme, a host and a port and nothing else'),
  ALPACA_ACCOUNTS: alpacaAccountsSchema,
  /** What the venue does with a client order id that was used before; Alpaca itself refuses it for ever. */
  BROKER_REPEATED_CLIENT_ORDER_ID: z
    .enum(REPEATED_CLIENT_ORDER_ID, {
      error: `must be one of ${REPEATED_CLIENT_ORDER_ID.join(', ')}`,
    })
    .default('refused-for-ever'),
  /** The client order ids that the venue takes; Alpaca itself takes ours as they are. */
  BROKER_CLIENT_ORDER_ID_FORM: z
    .enum(['printable-128', 'letters-and-digits-32'], {
      error: 'must be printable-128 or letters-and-digits-32',
    })
    .default('printable-128'),
  /** Whether the venue can be asked for an order by our id. */
  BROKER_LOOK_UP_BY_CLIENT_ORDER_ID: z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .default('true')
    .transform((text) => text === 'true'),
  /** How long an order that exists may still be answered with "not found". */
  BROKER_VISIBILITY_WINDOW_MS: count('whole milliseconds', 0, 600_000).default(10_000),
  /** Connections to the venue for each account: as many of its orders can be under way at once. */
  BROKER_CONNECTIONS: count('a number of connections', 1, 4_096).default(128),
  /** What the venue takes from each account, from all executors together; 0: as many as come. */
  BROKER_REQUESTS_PER_MINUTE: count('a number of requests', 0, 1_000_000).default(200),
};

const configSchema = z.object(brokerEnvironment);
export type BrokerConfig = z.output<typeof configSchema>;

interface Ports {
  readonly clock: BrokerClock;
  /** Told, once an account, what of the venue's we have no words for: its shape and none of its values. */
  readonly onUnrecognised?: (accountId: AccountId, text: string) => void;
}

/** One broker for each account of the configuration. Opens no connection before the first call. */
export function alpacaBrokers(
  config: BrokerConfig,
  { clock, onUnrecognised = () => {} }: Ports,
): ReadonlyMap<AccountId, Broker> {
  const capabilities = capabilitiesOf(config);
  const connections = config.BROKER_CONNECTIONS;
  const baseUrl = config.ALPACA_BASE_URL;
  return new Map(
    config.ALPACA_ACCOUNTS.map(({ accountId, keyId, secretKey }) => [
      accountId,
      new AlpacaBroker({
        ...{ baseUrl, keyId, secretKey, capabilities, connections, clock },
        onUnrecognised: (text) => onUnrecognised(accountId, text),
      }),
    ]),
  );
}

function capabilitiesOf(config: BrokerConfig): BrokerCapabilities {
  const { rateLimit: _alpacas, ...alpaca } = ALPACA_CAPABILITIES;
  const requests = config.BROKER_REQUESTS_PER_MINUTE;
  return {
    ...alpaca,
    repeatedClientOrderId: config.BROKER_REPEATED_CLIENT_ORDER_ID,
    lookUpByClientOrderId: config.BROKER_LOOK_UP_BY_CLIENT_ORDER_ID,
    visibilityWindowMs: config.BROKER_VISIBILITY_WINDOW_MS,
    clientOrderId: ID_FORMATS[config.BROKER_CLIENT_ORDER_ID_FORM],
    ...(requests > 0 && { rateLimit: { requests, windowMs: 60_000 } }),
  };
}

const ID_FORMATS = {
  'printable-128': { maxLength: 128, charset: 'printable' },
  'letters-and-digits-32': { maxLength: 32, charset: 'letters-and-digits' },
} as const satisfies Record<string, ClientOrderIdFormat>;
