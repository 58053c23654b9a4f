import type { Intent } from '@orderonce/contracts';
import type { Control } from '../control/control.ts';
import type { Denial } from '../denial.ts';

/** What the rules of admission look at beside the intent. */
export interface AdmissionFacts {
  /** Whether a venue is configured for the intent's account. */
  readonly isAccountKnown: boolean;
  readonly control: Pick<Control, 'killSwitch' | 'heldOn' | 'limitsOn' | 'referencePrice'>;
  /** Wall clock of this executor. */
  readonly nowMs: number;
  /** When the log took the intent, by the log's own clock. */
  readonly logTimeMs: number;
  readonly settings: AdmissionSettings;
}

export interface AdmissionSettings {
  /** 0: an intent of any age may be sent. */
  readonly maxIntentAgeMs: number;
  readonly maxClockSkewMs: number;
  readonly referencePriceMaxAgeMs: number;
}

/** One reason not to send an intent; null when it does not speak against it. */
export type Rule = (intent: Intent, facts: AdmissionFacts) => Denial | null;
