import type { ReasonCode } from '@orderonce/contracts';

/** Why an intent is not to be sent, with the rule, its limit and the value that broke it. */
export interface Denial {
  readonly code: ReasonCode;
  readonly text: string;
}
