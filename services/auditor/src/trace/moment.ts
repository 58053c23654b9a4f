import type { Evidence, Outcome } from '@orderonce/contracts';
import type { RecordPosition } from '@orderonce/kafka';

/** Who witnessed it: one of the four topics, or the venue as an outcome's evidence tells. */
type Source = 'intents' | 'outcomes' | 'venue' | 'dead letters' | 'control';

/** One thing that happened to an order. */
export interface Moment {
  /** Epoch milliseconds: by the log, or, of an exchange with the venue, by the executor. */
  readonly atMs: number;
  readonly source: Source;
  readonly event: MomentEvent;
  /** For a person; everything that came from outside is made safe for a terminal. */
  readonly text: string;
  /** The record that tells it. */
  readonly record: RecordPosition;
}

export type MomentEvent =
  | 'INTENT'
  /** The same intent once more. */
  | 'COPY'
  /** Another intent under the same id. */
  | 'OTHER_INTENT'
  /** An intent that would change or cancel this order. */
  | 'CHANGE_INTENT'
  | 'UNREADABLE'
  | Outcome['execType']
  /** What became of an intent that would change or cancel this order. */
  | 'CHANGE_OUTCOME'
  /** An outcome that was published before. */
  | 'REPEATED'
  | Evidence['action']
  | 'DEAD_LETTER'
  | 'HOLD'
  | 'HOLD_ENDED'
  | 'RESOLUTION'
  | 'ACKNOWLEDGEMENT';
