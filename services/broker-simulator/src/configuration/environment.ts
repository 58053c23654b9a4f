import {
  accountIdSchema,
  nonNegativeDecimalSchema,
  positiveDecimalSchema,
} from '@orderonce/contracts';
import { wholeVariable } from '@orderonce/telemetry';
import { z } from 'zod';
import { faultRulesSchema } from '../faults/fault-rule.ts';
import type { SimulatorOptions } from '../simulator.ts';
import { FIRST_STATUSES, ID_FORMS, REPEATED_IDS } from '../venue/venue-rules.ts';
import { jsonVariable } from './json-variable.ts';

const accountsSchema = z
  .array(
    z.strictObject({
      accountId: accountIdSchema,
      keyId: z.string().min(1),
      secretKey: z.string().min(1),
      cash: nonNegativeDecimalSchema.optional(),
      canShort: z.boolean().optional(),
    }),
  )
  .min(1, 'must name at least one account')
  .refine(
    (accounts) => new Set(accounts.map(({ keyId }) => keyId)).size === accounts.length,
    'must not name a keyId twice',
  );

function wordVariable<const Words extends readonly string[]>(words: Words) {
  const last = words.at(-1) ?? '';
  const error = `must be ${[words.slice(0, -1).join(', '), last].join(' or ')}`;
  return z.enum(words, { error });
}

/** The simulator's environment variables; each is explained at the option that it becomes. */
export const simulatorEnvironment = {
  SIMULATOR_HOST: z.string().default('127.0.0.1'),
  SIMULATOR_PORT: wholeVariable(0, 65_535).default(0),
  SIMULATOR_ACCOUNTS: jsonVariable(
    accountsSchema,
    '[{"accountId":"…","keyId":"…","secretKey":"…"}]',
  ),
  SIMULATOR_SEED: z.string().max(200).default('1'),
  SIMULATOR_FILL_DELAY_MS: wholeVariable(0, 600_000).default(20),
  SIMULATOR_FAULTS: jsonVariable(
    faultRulesSchema,
    '[{"fault":"answer-lost-503","rate":0.1}]',
  ).optional(),
  SIMULATOR_REPEATED_IDS: wordVariable(REPEATED_IDS).default('refuse'),
  SIMULATOR_ID_FORM: wordVariable(ID_FORMS).default('any-128'),
  SIMULATOR_LOOK_UP: wordVariable(['true', 'false']).default('true'),
  SIMULATOR_FIRST_STATUS: wordVariable(FIRST_STATUSES).default('pending_new'),
  /** Requests of an account in `SIMULATOR_RATE_WINDOW_MS`; 0: as many as it likes. */
  SIMULATOR_RATE_LIMIT: wholeVariable(0, 1_000_000).default(0),
  SIMULATOR_RATE_WINDOW_MS: wholeVariable(1_000, 3_600_000).default(60_000),
  /** 0: the session never ends. */
  SIMULATOR_SESSION_MS: wholeVariable(0, 86_400_000).default(0),
  SIMULATOR_PRICES: jsonVariable(
    z.record(z.string(), positiveDecimalSchema),
    '{"AAPL":"178.50"}',
  ).optional(),
  /** With commas between them. */
  SIMULATOR_SYMBOLS: z.string().optional(),
};

const environmentSchema = z.object(simulatorEnvironment);

export function simulatorOptions(
  environment: z.output<typeof environmentSchema>,
): SimulatorOptions {
  const { SIMULATOR_PRICES: prices = {}, SIMULATOR_SYMBOLS: symbols } = environment;
  const { SIMULATOR_RATE_LIMIT: requests, SIMULATOR_RATE_WINDOW_MS: windowMs } = environment;
  const { SIMULATOR_SESSION_MS: sessionMs } = environment;
  return {
    host: environment.SIMULATOR_HOST,
    port: environment.SIMULATOR_PORT,
    accounts: environment.SIMULATOR_ACCOUNTS.map(({ cash, canShort, ...account }) => ({
      ...account,
      ...(cash === undefined ? {} : { cash }),
      ...(canShort === undefined ? {} : { canShort }),
    })),
    seed: environment.SIMULATOR_SEED,
    fillDelayMs: environment.SIMULATOR_FILL_DELAY_MS,
    faults: environment.SIMULATOR_FAULTS ?? [],
    repeatedIds: environment.SIMULATOR_REPEATED_IDS,
    idForm: environment.SIMULATOR_ID_FORM,
    hasLookUpByClientOrderId: environment.SIMULATOR_LOOK_UP === 'true',
    firstStatus: environment.SIMULATOR_FIRST_STATUS,
    ...(requests === 0 ? {} : { rateLimit: { requests, windowMs } }),
    ...(sessionMs === 0 ? {} : { sessionMs }),
    prices: new Map(Object.entries(prices)),
    ...(symbols === undefined
      ? {}
      : { symbols: new Set(symbols.split(',').map((symbol) => symbol.trim())) }),
  };
}
