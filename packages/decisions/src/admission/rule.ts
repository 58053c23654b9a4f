import type {
  AccountId,
  ClientOrderId,
  Intent,
  Limits,
  ReferencePrice,
  TradingSymbol,
} from '@orderonce/contracts';
import type { Denial } from '../denial.ts';

/** What people said on `orders.control`, as far as the rules of admission look at it. */
export interface ControlView {
  /** The kill switch that stops this intent, if one does. Never a cancel. */
  killSwitch(intent: Intent): Denial | null;
  /** Orders of the instrument that are held: until a person resolves them, nothing more is placed on it. */
  heldOn(accountId: AccountId, symbol: TradingSymbol): readonly ClientOrderId[];
  /** The limits of every scope that the intent falls into. */
  limitsOn(intent: Intent): readonly Limits[];
  referencePrice(symbol: TradingSymbol): ReferencePrice | undefined;
}

/** What the rules of admission look at beside the intent. */
export interface AdmissionFacts {
  /** Whether a venue is configured for the intent's account. */
  readonly isAccountKnown: boolean;
  readonly control: ControlView;
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
