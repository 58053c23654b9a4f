import { brokerEnvironment } from '@orderonce/brokers';
import { redisEnvironment } from '@orderonce/idempotency';
import { kafkaEnvironment, kafkaEnvironmentRules } from '@orderonce/kafka';
import { millisecondsVariable, wholeVariable } from '@orderonce/telemetry';
import { z } from 'zod';
import { admissionVariables } from '../admission/admission-variables.ts';
import { CHECKPOINTS } from '../ports.ts';
import { idempotencySettings } from './idempotency-settings.ts';

/** Between the last moment to begin a call and the lease's end, beyond the call's own time limit. */
export const LEASE_MARGIN_MS = 1000;

const ownVariables = z
  .object({
    EXECUTOR_GROUP_ID: z.string().min(1).default('orderonce-executor'),
    EXECUTOR_MAX_CONCURRENT: wholeVariable(1, 10_000).default(256),
    /** Of them, how many one account may use; absent: all. */
    EXECUTOR_MAX_CONCURRENT_PER_ACCOUNT: wholeVariable(1, 10_000).optional(),
    /** Names this executor in acknowledgements; the machine's name and the process id. */
    EXECUTOR_ID: z
      .string()
      .regex(/^[A-Za-z0-9_.-]{1,100}$/, 'must be 1 to 100 of A-Z, a-z, 0-9, "_", "." and "-"')
      .optional(),
    EXECUTOR_SESSION_TIMEOUT_MS: millisecondsVariable(6000, 300_000).default(10_000),
    /** One call to the venue. */
    EXECUTOR_BROKER_TIMEOUT_MS: millisecondsVariable(10, 60_000).default(5000),
    /** How long a claim keeps other executors away. */
    EXECUTOR_LEASE_MS: millisecondsVariable(100, 600_000).default(10_000),
    /** How long an order's fate may stay unknown before it is held. */
    EXECUTOR_MAX_DOUBT_MS: millisecondsVariable(100, 3_600_000).default(60_000),
    ...admissionVariables,
    EXECUTOR_DRAIN_MS: millisecondsVariable(0, 60_000).default(5000),
    /** Health and metrics; only this machine can ask, unless said otherwise. */
    EXECUTOR_HOST: z.string().default('127.0.0.1'),
    /** 0: any free port; the log line `listening` names it. */
    EXECUTOR_PORT: wholeVariable(0, 65_535).default(0),
    /** For fault tests only: the process kills itself at this step. */
    EXECUTOR_CRASH_AT: z.enum(CHECKPOINTS).optional(),
  })
  .superRefine((config, context) => {
    const least = config.EXECUTOR_BROKER_TIMEOUT_MS + LEASE_MARGIN_MS;
    if (config.EXECUTOR_LEASE_MS <= least)
      context.addIssue({
        code: 'custom',
        path: ['EXECUTOR_LEASE_MS'],
        message: `must be more than EXECUTOR_BROKER_TIMEOUT_MS + ${LEASE_MARGIN_MS} (${least}), or a call could outlive its claim`,
      });
  });

/**
 * The executor's configuration, from environment variables. An intersection, so that a wrong variable of one
 * part does not hide what is wrong in another.
 */
export const executorConfiguration = z
  .object(kafkaEnvironment)
  .superRefine(kafkaEnvironmentRules)
  .and(z.object(redisEnvironment))
  .and(z.object(brokerEnvironment))
  .and(ownVariables)
  .and(idempotencySettings);
export type ExecutorConfiguration = z.output<typeof executorConfiguration>;
