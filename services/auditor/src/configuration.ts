import { kafkaEnvironment, kafkaEnvironmentRules } from '@orderonce/kafka';
import { z } from 'zod';

/** What the command needs of the executors' own configuration: the same variables, the same defaults. */
export const auditorConfiguration = z
  .object({
    ...kafkaEnvironment,
    /** The executors' consumer group; `TOPIC_PREFIX` is put before it. */
    EXECUTOR_GROUP_ID: z.string().min(1).default('orderonce-executor'),
  })
  .superRefine(kafkaEnvironmentRules);
