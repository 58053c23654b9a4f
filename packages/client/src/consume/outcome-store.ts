import type { OutcomeBatch } from './outcome-batch.ts';

/**
 * `superseded`: the stored offset is not the batch's `fromOffset` any more, because another instance went on,
 * or because an earlier attempt whose answer was lost had kept the batch. Nothing was kept now.
 */
export type Taken = 'done' | 'superseded';

/**
 * The reader's own store. It keeps the effect of a batch and the offset behind it in one step, so that each
 * record has its effect once, whatever dies and however many instances believe that a partition is theirs:
 *
 *     A takes from 100 → B, given the partition meanwhile, takes from 100 → the store stands at 200 for one
 *     of them, and the other is superseded
 *
 * A rejection of `resume` or `take` ends the consumer: retry inside them what is worth a retry. A batch whose
 * fate is unknown may be handed in again; if it was kept, the answer is `superseded`.
 */
export interface OutcomeStore {
  /** Where the partition goes on; null: from its oldest record. Asked whenever reading begins anew. */
  resume(partition: number): Promise<string | null>;
  /** Called for one batch of a partition at a time; for several partitions at once. */
  take(batch: OutcomeBatch): Promise<Taken>;
  /** The partition is not ours any more, or the consumer stops; no batch of it is being taken. */
  release?(partition: number): void | Promise<void>;
}
