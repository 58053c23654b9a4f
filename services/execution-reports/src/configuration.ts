import { brokerEnvironment } from '@orderonce/brokers';
import { kafkaEnvironment, kafkaEnvironmentRules } from '@orderonce/kafka';
import { z } from 'zod';

const milliseconds = (least: number, most: number, standard: number) =>
  z.coerce
    .number({ error: 'must be a number of milliseconds' })
    .int('must be whole milliseconds')
    .min(least, `must be at least ${least}`)
    .max(most, `must be at most ${most}`)
    .default(standard);

/** The environment variables of the execution reports. */
export const executionReportsConfiguration = z
  .object({
    ...kafkaEnvironment,
    ...brokerEnvironment,
    /** From one round of questions to the next; each costs an account at least one request. */
    EXECUTION_REPORTS_POLL_MS: milliseconds(10, 60_000, 1000),
    /** How often each open order is looked at, in case that it ended without a fill. */
    EXECUTION_REPORTS_CHECK_MS: milliseconds(100, 3_600_000, 5_000),
    /** One call to the venue. */
    EXECUTION_REPORTS_TIMEOUT_MS: milliseconds(10, 60_000, 5_000),
  })
  .superRefine(kafkaEnvironmentRules);
export type ExecutionReportsConfiguration = z.output<typeof executionReportsConfiguration>;
