import type {
  AccountId,
  ClientOrderId,
  HoldRecord,
  Intent,
  TradingSymbol,
} from '@orderonce/contracts';
import type { ControlView } from '@orderonce/decisions';

/** What people said on `orders.control`, as far as this executor has read it. */
export interface Control extends ControlView {
  /**
   * Undefined: the reading is fresh, at most a second old and begun after the latest assignment. Otherwise
   * resolves when it is, or when the signal is aborted. Nothing is admitted or sent without a fresh reading.
   */
  whenFresh(signal: AbortSignal): Promise<void> | undefined;
  /** The hold of one order, where the topic shows it. */
  standingHold(accountId: AccountId, clientOrderId: ClientOrderId): HoldRecord | undefined;
  /** This executor held an order just now; the topic will say so too. */
  noteHold(accountId: AccountId, symbol: TradingSymbol, clientOrderId: ClientOrderId): void;
  /** A send begins now, and ends when the returned function is called: a kill switch is acknowledged only then. */
  beginSend(intent: Intent): () => void;
}
