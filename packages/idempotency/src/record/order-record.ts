import type { ClientOrderId, StrategyId } from '@orderonce/contracts';
import type { Hold, IntentSource, Payload, Settlement } from '../order-claims.ts';

/**
 * What is remembered of one order intent, under its client order id.
 *
 * ```
 *            claim                submit               settle
 *   (none) ─────────▶ pending ─────────▶ submitted ─────────▶ settled
 *                        │ ▲                │                    ▲
 *                        │ └── claim again, │ doubt              │ resolve
 *                        ▼     lease over   ▼                    │
 *                     in_doubt ◀────────────┘        held ───────┘
 *                        └───────── hold ─────────────▲
 * ```
 */
export type OrderRecord = OpenRecord | HeldRecord | SettledRecord;

interface Stamped {
  /** Rises with every write, so that a late write of an earlier state is recognised. */
  readonly version: number;
  /** The attempt that wrote last; unique to an attempt, so that nobody mistakes another's claim for his own. */
  readonly attemptToken: string;
  readonly payloadHash: string;
  /** Where the copy stands that was claimed first. */
  readonly source: IntentSource;
}

export interface OpenRecord extends Stamped {
  readonly state: 'pending' | 'submitted' | 'in_doubt';
  /** The store's own clock, epoch milliseconds. */
  readonly leaseUntilMs: number;
  readonly payload: Payload;
  readonly strategyId: StrategyId;
  readonly contentKey?: string;
  /** The order that had this content first. */
  readonly duplicateOf?: ClientOrderId;
  /** A body that was computed, as it was first sent. */
  readonly body?: Payload;
}

export interface HeldRecord extends Omit<OpenRecord, 'state' | 'leaseUntilMs'> {
  readonly state: 'held';
  readonly hold: Hold;
}

export interface SettledRecord extends Stamped {
  readonly state: 'settled';
  /** Short marks of the payload's fields: enough to name the ones in which another copy differs. */
  readonly fieldMarks: string;
  readonly settlement: Settlement;
}
