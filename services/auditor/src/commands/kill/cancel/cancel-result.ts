import type { ClientOrderId, Outcome } from '@orderonce/contracts';
import type { OpenOrder, OrderEnd } from './order-book.ts';

/** What came of the cancel of one order. */
export interface CancelResult {
  readonly order: OpenOrder;
  /** The cancel's own client order id. */
  readonly cancelId: ClientOrderId;
  /**
   * An end: the order can trade no more. `requested`: the venue took the cancel, and its end was not seen yet.
   * `not-done`: the cancel was refused, or is itself in doubt. `unanswered`: no executor answered it.
   */
  readonly result: OrderEnd | 'requested' | 'not-done' | 'unanswered';
  readonly text?: string;
}

/** An order's end says more than the answer to its cancel; that answer more than nothing. */
export function cancelResult(
  order: OpenOrder,
  cancelId: ClientOrderId,
  end: OrderEnd | undefined,
  answer: Outcome | undefined,
): CancelResult {
  const result = end ?? resultOf(answer);
  const text = end === undefined ? answer?.reason?.text : undefined;
  return { order, cancelId, result, ...(text !== undefined && { text }) };
}

/** Whether nothing more can come: a cancel that was taken, or came too late, is followed by the order's end. */
export function isConcluded({ result }: CancelResult, answer: Outcome | undefined): boolean {
  if (result === 'requested' || result === 'unanswered') return false;
  return result !== 'not-done' || answer?.execType !== 'REJECTED';
}

/** Whether no order can trade any more. */
export function isAllOver(results: readonly CancelResult[]): boolean {
  return results.every(
    ({ result }) => result !== 'requested' && result !== 'not-done' && result !== 'unanswered',
  );
}

function resultOf(answer: Outcome | undefined): 'requested' | 'not-done' | 'unanswered' {
  if (answer === undefined) return 'unanswered';
  return answer.execType === 'ACCEPTED' ? 'requested' : 'not-done';
}
