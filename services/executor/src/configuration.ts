import { brokerEnvironment } from '@orderonce/brokers';
import { redisEnvironment } from '@orderonce/idempotency';
import { kafkaEnvironment, kafkaEnvironmentRules } from '@orderonce/kafka';
import { z } from 'zod';
import { CHECKPOINTS } from './ports.ts';

/** Between the last moment to begin a call and the lease's end, beyond the call's own time limit. */
export const LEASE_MARGIN_MS = 1000;

const milliseconds = (least: number, most: number, standard: number) =>
  z.coerce
    .number({ error: 'must be a number of milliseconds' })
    .int('must be whole milliseconds')
    .min(least, `must be at least ${least}`)
    .max(most, `must be at most ${most}`)
    .default(standard);

/** The executor's configuration, from environment variables. */
export const executorConfiguration = z
  .object({
    ...kafkaEnvironment,
    ...redisEnvironment,
    ...brokerEnvironment,
    EXECUTOR_GROUP_ID: z.string().min(1).default('orderonce-executor'),
    EXECUTOR_MAX_CONCURRENT: z.coerce.number().int().min(1).max(10_000).default(256),
    EXECUTOR_SESSION_TIMEOUT_MS: milliseconds(6000, 300_000, 10_000),
    /** One call to the venue. */
    EXECUTOR_BROKER_TIMEOUT_MS: milliseconds(10, 60_000, 5000),
    /** How long a claim keeps other executors away. */
    EXECUTOR_LEASE_MS: milliseconds(100, 600_000, 10_000),
    /** How long an order's fate may stay unknown before it is held. */
    EXECUTOR_MAX_DOUBT_MS: milliseconds(100, 3_600_000, 60_000),
    EXECUTOR_DRAIN_MS: milliseconds(0, 60_000, 5000),
    /** For fault tests only: the process kills itself at this step. */
    EXECUTOR_CRASH_AT: z.enum(CHECKPOINTS).optional(),
  })
  .superRefine((config, context) => {
    kafkaEnvironmentRules(config, context);
    const least = config.EXECUTOR_BROKER_TIMEOUT_MS + LEASE_MARGIN_MS;
    if (config.EXECUTOR_LEASE_MS <= least)
      context.addIssue({
        code: 'custom',
        path: ['EXECUTOR_LEASE_MS'],
        message: `must be more than EXECUTOR_BROKER_TIMEOUT_MS + ${LEASE_MARGIN_MS} (${least}), or a call could outlive its claim`,
      });
  });
export type ExecutorConfiguration = z.output<typeof executorConfiguration>;
