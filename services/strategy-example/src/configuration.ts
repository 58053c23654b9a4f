import { accountIdSchema, strategyIdSchema } from '@orderonce/contracts';
import { kafkaEnvironment, kafkaEnvironmentRules } from '@orderonce/kafka';
import { numberVariable, wholeVariable } from '@orderonce/telemetry';
import { z } from 'zod';
import { STOCKS } from './prices/stock-prices.ts';

const symbolsRule = `must be some of ${STOCKS.join(',')}, with commas between them`;

/** The strategy's environment variables. */
export const strategyConfiguration = z
  .object({
    ...kafkaEnvironment,
    STRATEGY_ID: strategyIdSchema.default('MOM' as z.output<typeof strategyIdSchema>),
    STRATEGY_ACCOUNT_ID: accountIdSchema,
    /** How many intents to publish, then end; absent: without end. */
    STRATEGY_INTENTS: wholeVariable(1, 1_000_000_000).optional(),
    STRATEGY_RATE_PER_SECOND: numberVariable(0.001, 1_000_000).default(10),
    /** The share of intents that are published again under the same id. */
    STRATEGY_REPEAT_RATIO: numberVariable(0, 1).default(0),
    /** Draws which ones; the same seed draws the same. */
    STRATEGY_SEED: wholeVariable(0, 2 ** 32 - 1).default(1),
    /** Absent: all. */
    STRATEGY_SYMBOLS: z
      .string()
      .transform((text) => text.split(',').map((symbol) => symbol.trim()))
      .pipe(z.array(z.enum(STOCKS, { error: symbolsRule })))
      .optional(),
    /** How long the answers to the last intents are waited for before the end. */
    STRATEGY_ANSWERS_WAIT_MS: wholeVariable(0, 3_600_000).default(30_000),
  })
  .superRefine(kafkaEnvironmentRules);
export type StrategyConfiguration = z.output<typeof strategyConfiguration>;
