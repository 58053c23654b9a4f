import type {
  AccountId,
  ClientOrderId,
  HoldRecord,
  Intent,
  Limits,
  ReferencePrice,
  TradingSymbol,
} from '@orderonce/contracts';
import type { Denial } from '../denial.ts';

/** What people said on `orders.control`, as far as this executor has read it. */
export interface Control {
  /**
   * Undefined: the reading is fresh, at most a second old and begun after the latest assignment. Otherwise
   * resolves when it is, or when the signal is aborted. Nothing is admitted or sent without a fresh reading.
   */
  whenFresh(signal: AbortSignal): Promise<void> | undefined;
  /** The kill switch that stops this intent, if one does. Never a cancel. */
  killSwitch(intent: Intent): Denial | null;
  /** Orders of the instrument that are held: until a person resolves them, nothing more is placed on it. */
  heldOn(accountId: AccountId, symbol: TradingSymbol): readonly ClientOrderId[];
  /** The hold of one order, where the topic shows it. */
  standingHold(accountId: AccountId, clientOrderId: ClientOrderId): HoldRecord | undefined;
  /** This executor held an order just now; the topic will say so too. */
  noteHold(accountId: AccountId, symbol: TradingSymbol, clientOrderId: ClientOrderId): void;
  /** The limits of every scope that the intent falls into. */
  limitsOn(intent: Intent): readonly Limits[];
  referencePrice(symbol: TradingSymbol): ReferencePrice | undefined;
  /** A send begins now, and ends when the returned function is called: a kill switch is acknowledged only then. */
  beginSend(intent: Intent): () => void;
}
