import type { ClientOrderId, KillScope, Outcome } from '@orderonce/contracts';
import type { Clock } from '../../../clock.ts';
import type { OrderTopics } from '../../../orders/order-topics.ts';
import { type CancelResult, cancelResult, isConcluded } from './cancel-result.ts';
import { type OpenOrder, OrderBook, orderKey } from './order-book.ts';

export interface CancelOpenOrders {
  readonly orders: OrderTopics;
  readonly scope: KillScope;
  readonly clock: Clock;
  /** From the first cancel on. */
  readonly waitMs: number;
}

/**
 * What was sent just before the switch may be told a moment after it:
 *
 * ```
 * executor:      send ── answer ── acknowledges the switch ── publishes ACCEPTED
 * this command:                                        reads the outcomes ┘ not there yet
 * ```
 */
const LATE_ACCEPTANCES_MS = 2000;

interface Cancel {
  readonly order: OpenOrder;
  readonly cancelId: ClientOrderId;
}

/** Publishes one cancel for each order in the scope that may still trade, and waits until they are over. */
export async function cancelOpenOrders(options: CancelOpenOrders): Promise<CancelResult[]> {
  const { orders, scope, clock, waitMs } = options;
  const book = new OrderBook();
  const cancels = new Map<ClientOrderId, Cancel>();
  const answers = new Map<ClientOrderId, Outcome>();
  await using outcomes = orders.followOutcomes({
    from: 'beginning',
    onOutcome(outcome) {
      book.take(outcome);
      const id = outcome.clientOrderId as ClientOrderId | undefined;
      if (id !== undefined && isAnswer(outcome)) noteAnswer(id, outcome);
    },
  });
  await using canceller = orders.openCanceller();
  await outcomes.readCurrent();
  const beganMs = clock.monotonicMs();
  const passedMs = () => clock.monotonicMs() - beganMs;

  const cancelled = new Set<string>();
  const toCancel = () => book.open(scope).filter((order) => !cancelled.has(orderKey(order)));
  function cancel(order: OpenOrder) {
    const { cancelId, publish } = canceller.prepare(order);
    cancelled.add(orderKey(order));
    cancels.set(cancelId, { order, cancelId });
    // One that cannot be published stays unanswered, which is what the person is told.
    publish().catch(() => {});
  }
  function noteAnswer(id: ClientOrderId, outcome: Outcome) {
    if (cancels.has(id) && !answers.has(id)) answers.set(id, outcome);
  }
  const results = () =>
    [...cancels.values()].map(({ order, cancelId }) =>
      cancelResult(order, cancelId, book.endOf(order), answers.get(cancelId)),
    );
  const isOver = () =>
    passedMs() >= LATE_ACCEPTANCES_MS &&
    results().every((result) => isConcluded(result, answers.get(result.cancelId)));

  await outcomes.until(() => {
    toCancel().forEach(cancel);
    return isOver();
  }, waitMs);
  return results();
}

function isAnswer({ execType }: Outcome): boolean {
  switch (execType) {
    case 'ACCEPTED':
    case 'REJECTED':
    case 'DENIED':
    case 'HELD':
    case 'REFUSED':
      return true;
    default:
      return false;
  }
}
