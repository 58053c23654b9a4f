import type { Rule } from './rule.ts';

/** The producer's own end: at that moment it is over. */
export const deniesExpired: Rule = ({ expiresAtMs }, { nowMs }) =>
  expiresAtMs === undefined || nowMs < expiresAtMs
    ? null
    : {
        code: 'EXPIRED_BEFORE_SEND',
        text: `expiresAtMs of the intent is ${expiresAtMs}, and it is ${nowMs} by this executor's clock`,
      };

/** A producer whose clock is ahead: neither its `createdAtMs` nor its `expiresAtMs` means what it says. */
export const deniesSkewed: Rule = ({ createdAtMs }, { logTimeMs, settings: { maxClockSkewMs } }) =>
  createdAtMs - logTimeMs <= maxClockSkewMs
    ? null
    : {
        code: 'CLOCK_SKEW',
        text:
          `maxClockSkewMs of this executor is ${maxClockSkewMs}, ` +
          `and createdAtMs is ${createdAtMs - logTimeMs} ms later than the log's time`,
      };

/** The age counts from the earlier of the two times: a producer may keep an intent back, and so may the log. */
export const deniesStale: Rule = (intent, { nowMs, logTimeMs, settings: { maxIntentAgeMs } }) => {
  const ageMs = nowMs - Math.min(intent.createdAtMs, logTimeMs);
  return maxIntentAgeMs === 0 || ageMs <= maxIntentAgeMs
    ? null
    : {
        code: 'STALE',
        text: `maxIntentAgeMs of this executor is ${maxIntentAgeMs}, and the intent is ${ageMs} ms old`,
      };
};
