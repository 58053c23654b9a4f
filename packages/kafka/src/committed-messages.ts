import type { FetchedMessage, FetchedPartition } from './topic-cluster.ts';

/** The messages that count: no markers of transactions, nothing that a transaction took back. */
export function committedMessages({
  messages,
  abortedTransactions,
}: FetchedPartition): readonly FetchedMessage[] {
  if (
    !messages.some(
      ({ isControlRecord, batchContext }) => isControlRecord || batchContext?.inTransaction,
    )
  )
    return messages;
  const aborted = [...(abortedTransactions ?? [])].sort((a, b) =>
    Number(BigInt(a.firstOffset) - BigInt(b.firstOffset)),
  );
  const open = new Set<string>();
  return messages.filter(({ offset, isControlRecord, batchContext }) => {
    while (aborted[0] && BigInt(aborted[0].firstOffset) <= BigInt(offset))
      open.add(aborted.shift()?.producerId ?? '');
    // A marker, of either kind, ends its producer's transaction.
    if (isControlRecord) {
      open.delete(batchContext.producerId);
      return false;
    }
    return !(batchContext.inTransaction && open.has(batchContext.producerId));
  });
}
