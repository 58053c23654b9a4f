import type { IntentCopy, OrderFile } from '../order-file.ts';
import { type Court, isBegunBefore } from './court.ts';

/**
 * Invariants 2 and 5: an intent has its one verdict or is held, each copy of it has its answer, and nothing is
 * committed before that.
 */
export function isAnswered(order: OrderFile, court: Court): void {
  const { findings } = court;
  const taken = order.copies.filter(({ isRefused }) => !isRefused);
  const [first] = taken;
  if (first === undefined) return;
  findings.checked('verdict');
  findings.checked('answers', taken.length);
  if (court.scope.committed !== null) findings.checked('offsets', taken.length);
  const isTold = order.verdict !== null || order.hold !== null;
  if (!isTold && !isBegunBefore(order, court)) {
    complainOfVerdict(order, first, court);
    return;
  }
  for (const copy of taken) {
    if (copy.isAnswered) continue;
    findings.add({
      check: 'answers',
      clientOrderId: order.clientOrderId,
      records: [court.intentAt(copy.offset)],
      expected: `a verdict, a hold, DUPLICATE or REFUSED that names ${copyName(copy, court)}`,
      found: 'none',
      ...since(copy, court),
    });
    complainOfCommit(order, copy, court);
  }
}

function complainOfVerdict(order: OrderFile, first: IntentCopy, court: Court): void {
  const isOnlyDuplicated = order.isDuplicated;
  court.findings.add({
    check: 'verdict',
    clientOrderId: order.clientOrderId,
    records: order.copies.map(({ offset }) => court.intentAt(offset)),
    expected: 'ACCEPTED, REJECTED, DENIED or HELD',
    found: isOnlyDuplicated ? 'only DUPLICATE' : 'none of them',
    ...since(first, court),
  });
  complainOfCommit(order, first, court);
}

function complainOfCommit(order: OrderFile, copy: IntentCopy, court: Court): void {
  if (!isCommitted(copy, court)) return;
  court.findings.add({
    check: 'offsets',
    clientOrderId: order.clientOrderId,
    records: [court.intentAt(copy.offset)],
    expected: 'an answer before the offset is committed',
    found: `committed up to ${court.scope.committed}, and no answer`,
  });
}

/** What executors have committed is under way no more. */
function since(copy: IntentCopy, court: Court): { sinceMs?: number } {
  return isCommitted(copy, court) ? {} : { sinceMs: copy.logTimeMs };
}

function isCommitted({ offset }: IntentCopy, { scope }: Court): boolean {
  return scope.committed !== null && offset < Number(scope.committed);
}

function copyName({ offset }: IntentCopy, { scope }: Court): string {
  return `${scope.topics.intents}/${scope.partition}/${offset}`;
}
