import type { Intent } from '@orderonce/contracts';
import type { Denial } from '../denial.ts';
import { deniesDeviation, deniesNotional, deniesQuantity } from './order-limit-rules.ts';
import { deniesHeldInstrument, deniesKilled, deniesStrategy } from './permission-rules.ts';
import type { AdmissionFacts, Rule } from './rule.ts';
import { deniesExpired, deniesSkewed, deniesStale } from './time-rules.ts';
import { deniesUnknownAccount } from './venue-rules.ts';

/** What cannot be done at all. */
const RULES_FOR_ALL: readonly Rule[] = [deniesUnknownAccount];

/** What is not to be done. No rule for cancels: getting out must always be possible. */
const RULES_FOR_ORDERS: readonly Rule[] = [
  deniesExpired,
  deniesSkewed,
  deniesStale,
  deniesKilled,
  deniesStrategy,
  deniesHeldInstrument,
  deniesQuantity,
  deniesNotional,
  deniesDeviation,
];

/**
 * The reasons not to send an intent at all, in the order of the lists above; the first one counts. To be asked
 * only for a fresh claim: an intent that may have been sent is never denied, because its order may be live.
 *
 * @returns null when it may be sent
 */
export function admit(intent: Intent, facts: AdmissionFacts): Denial | null {
  return (
    firstDenial(RULES_FOR_ALL, intent, facts) ??
    (intent.kind === 'cancel' ? null : firstDenial(RULES_FOR_ORDERS, intent, facts))
  );
}

function firstDenial(rules: readonly Rule[], intent: Intent, facts: AdmissionFacts) {
  for (const rule of rules) {
    const denial = rule(intent, facts);
    if (denial !== null) return denial;
  }
  return null;
}
