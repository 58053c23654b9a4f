import { brokerEnvironment } from '@orderonce/brokers';
import { kafkaEnvironment, kafkaEnvironmentRules } from '@orderonce/kafka';
import { millisecondsVariable } from '@orderonce/telemetry';
import { z } from 'zod';

/** The environment variables of the execution reports. */
export const executionReportsConfiguration = z
  .object({
    ...kafkaEnvironment,
    ...brokerEnvironment,
    /** From one round of questions to the next; each costs an account at least one request. */
    EXECUTION_REPORTS_POLL_MS: millisecondsVariable(10, 60_000).default(1000),
    /** How often each open order is looked at, in case that it ended without a fill. */
    EXECUTION_REPORTS_CHECK_MS: millisecondsVariable(100, 3_600_000).default(5_000),
    /** One call to the venue. */
    EXECUTION_REPORTS_TIMEOUT_MS: millisecondsVariable(10, 60_000).default(5_000),
  })
  .superRefine(kafkaEnvironmentRules);
export type ExecutionReportsConfiguration = z.output<typeof executionReportsConfiguration>;
