import { kafkaEnvironment, kafkaEnvironmentRules } from '@orderonce/kafka';
import { wholeVariable } from '@orderonce/telemetry';
import { z } from 'zod';

/** The tracker's environment variables. */
export const trackerConfiguration = z
  .object({
    ...kafkaEnvironment,
    /** Positions are nobody else's business: only this machine can ask, unless said otherwise. */
    TRACKER_HOST: z.string().default('127.0.0.1'),
    /** 0: any free port; the log line `listening` names it. */
    TRACKER_PORT: wholeVariable(0, 65_535).default(0),
    /** Orders whose outcomes are kept for showing; about 1 kB each. Positions do not depend on it. */
    TRACKER_HISTORIES: wholeVariable(1, 10_000_000).default(200_000),
  })
  .superRefine(kafkaEnvironmentRules);
export type TrackerConfiguration = z.output<typeof trackerConfiguration>;
