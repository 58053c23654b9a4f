import { brokerEnvironment } from '@orderonce/brokers';
import { redisEnvironment } from '@orderonce/idempotency';
import { kafkaEnvironment, kafkaEnvironmentRules } from '@orderonce/kafka';
import { millisecondsVariable, wholeVariable } from '@orderonce/telemetry';
import { z } from 'zod';

/** The environment variables of the execution reports. */
export const executionReportsConfiguration = z
  .object({
    ...kafkaEnvironment,
    ...redisEnvironment,
    ...brokerEnvironment,
    /** From one round of questions to the next while the venue's stream is away; each costs at least one request. */
    EXECUTION_REPORTS_POLL_MS: millisecondsVariable(10, 60_000).default(1000),
    /** The same while the stream is there: what it leaves out is noticed after so long at most. */
    EXECUTION_REPORTS_STREAMING_POLL_MS: millisecondsVariable(10, 600_000).default(10_000),
    /** How often each open order is looked at, in case that it ended without a fill. */
    EXECUTION_REPORTS_CHECK_MS: millisecondsVariable(100, 3_600_000).default(5_000),
    /** One call to the venue. */
    EXECUTION_REPORTS_TIMEOUT_MS: millisecondsVariable(10, 60_000).default(5_000),
    /** How long after the death of an account's reader another takes over. */
    EXECUTION_REPORTS_LEASE_MS: millisecondsVariable(300, 60_000).default(3_000),
    /** Health and metrics; only this machine can ask, unless said otherwise. */
    EXECUTION_REPORTS_HOST: z.string().default('127.0.0.1'),
    /** 0: any free port; the log line `listening` names it. */
    EXECUTION_REPORTS_PORT: wholeVariable(0, 65_535).default(0),
  })
  .superRefine(kafkaEnvironmentRules);
export type ExecutionReportsConfiguration = z.output<typeof executionReportsConfiguration>;
