import {
  accountIdSchema,
  nonNegativeDecimalSchema,
  positiveDecimalSchema,
} from '@orderonce/contracts';
import { wholeVariable } from '@orderonce/telemetry';
import { z } from 'zod';
import { faultRulesSchema } from '../faults/fault-rule.ts';
import type { SimulatorOptions } from '../simulator.ts';
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
  SIMULATOR_REPEATED_IDS: z
    .enum(['refuse', 'accept'], { error: 'must be refuse or accept' })
    .default('refuse'),
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
    prices: new Map(Object.entries(prices)),
    ...(symbols === undefined
      ? {}
      : { symbols: new Set(symbols.split(',').map((symbol) => symbol.trim())) }),
  };
}
