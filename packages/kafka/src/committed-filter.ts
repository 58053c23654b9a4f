import type { AbortedTransaction } from './fetch-answer.ts';
import type { RecordBatch } from './record-batch.ts';

/**
 * Asked about each batch of an answer, in order: whether it counts. Markers of transactions do not, nor does
 * what a transaction took back.
 */
export function committedFilter(
  abortedTransactions: readonly AbortedTransaction[],
): (batch: RecordBatch) => boolean {
  const aborted = abortedTransactions.toSorted((a, b) => Number(a.firstOffset - b.firstOffset));
  const open = new Set<bigint>();
  return ({ lastOffset, producerId, isControl, inTransaction }) => {
    for (let next = aborted[0]; next && next.firstOffset <= lastOffset; next = aborted[0]) {
      open.add(next.producerId);
      aborted.shift();
    }
    // A marker, of either kind, ends its producer's transaction.
    if (isControl) open.delete(producerId);
    return !(isControl || (inTransaction && open.has(producerId)));
  };
}
