import type { AdmissionSettings } from '@orderonce/decisions';
import { millisecondsVariable } from '@orderonce/telemetry';
import type { z } from 'zod';

const DAY_MS = 86_400_000;

/** The limits that hold for every intent: part of the executor's own schema (`z.object({ ...admissionVariables })`). */
export const admissionVariables = {
  /** An older intent is denied, its age counted from the earlier of its own time and the log's; 0: none is. */
  EXECUTOR_MAX_INTENT_AGE_MS: millisecondsVariable(0, 7 * DAY_MS).default(60_000),
  /** How far a producer's clock may be ahead of the log's. */
  EXECUTOR_MAX_CLOCK_SKEW_MS: millisecondsVariable(0, DAY_MS).default(5000),
  /** An older reference price is none. */
  EXECUTOR_REFERENCE_PRICE_MAX_AGE_MS: millisecondsVariable(1, 7 * DAY_MS).default(60_000),
};

export function admissionSettingsOf(
  config: z.output<z.ZodObject<typeof admissionVariables>>,
): AdmissionSettings {
  return {
    maxIntentAgeMs: config.EXECUTOR_MAX_INTENT_AGE_MS,
    maxClockSkewMs: config.EXECUTOR_MAX_CLOCK_SKEW_MS,
    referencePriceMaxAgeMs: config.EXECUTOR_REFERENCE_PRICE_MAX_AGE_MS,
  };
}
