import type { Intent, OrderBody } from '@orderonce/contracts';
import type { RecordPosition } from '@orderonce/kafka';

/** The one intent that an outcome answers: its content, and where this copy of it stands on the log. */
export interface Subject {
  readonly intent: Intent;
  readonly position: RecordPosition;
  /** `recordDigest` of this copy; absent where its record is not at hand. */
  readonly digest?: string;
  readonly payloadHash: string;
  /** The content key under which it was claimed, where it was. */
  readonly contentKey?: string;
  /**
   * The order as it is or would be sent; absent where the intent is not an order of its own (a cancel) and where it
   * has yet to be computed (a close).
   */
  readonly body?: OrderBody;
}
