import type { AbortedTransaction } from './fetch-answer.ts';
import type { RecordBatch } from './record-batch.ts';

/** The batches that count: no markers of transactions, nothing that a transaction took back. */
export function committedBatches(
  batches: readonly RecordBatch[],
  abortedTransactions: readonly AbortedTransaction[],
): readonly RecordBatch[] {
  if (!batches.some(({ isControl, inTransaction }) => isControl || inTransaction)) return batches;
  const aborted = abortedTransactions.toSorted((a, b) => Number(a.firstOffset - b.firstOffset));
  const open = new Set<bigint>();
  return batches.filter(({ lastOffset, producerId, isControl, inTransaction }) => {
    for (let next = aborted[0]; next && next.firstOffset <= lastOffset; next = aborted[0]) {
      open.add(next.producerId);
      aborted.shift();
    }
    // A marker, of either kind, ends its producer's transaction.
    if (isControl) {
      open.delete(producerId);
      return false;
    }
    return !(inTransaction && open.has(producerId));
  });
}
