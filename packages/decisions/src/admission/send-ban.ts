import type { Intent } from '@orderonce/contracts';
import type { Denial } from '../denial.ts';
import { deniesKilled } from './permission-rules.ts';
import type { AdmissionFacts } from './rule.ts';
import { deniesExpired, deniesStale } from './time-rules.ts';

/** Why an intent must not be sent now. */
export interface SendBan extends Denial {
  /** It stands against a first send only: what may have been sent already is asked for all the same. */
  readonly isOnlyForFirst: boolean;
}

/** The rules whose answer changes with time: asked again immediately before every send, resends included. */
export function sendBan(intent: Intent, facts: AdmissionFacts): SendBan | null {
  const forAll = deniesExpired(intent, facts) ?? deniesKilled(intent, facts);
  if (forAll !== null) return { ...forAll, isOnlyForFirst: false };
  const stale = deniesStale(intent, facts);
  return stale && { ...stale, isOnlyForFirst: true };
}
