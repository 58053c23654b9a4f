import type { Decimal } from '@orderonce/contracts';
import type { Execution } from './execution.ts';
import { isOpen, type Order } from './order.ts';
import { amounts, type OrderLog } from './order-log.ts';

interface ReplacementOptions {
  readonly log: OrderLog;
  readonly execution: Execution;
}

export interface ReplacementTwist {
  /** What the new order holds once it is there. */
  readonly cost: Decimal;
  /** The old order is filled before the new one gets there. */
  readonly isFilledFirst: boolean;
  /** The market refuses the new order, and the old one goes on. */
  readonly isRejected: boolean;
}

/**
 * Puts one order in the place of another, a step after it was asked for:
 *
 *     old   new, partially_filled ──▶ pending_replace ──▶ replaced
 *     new                             pending_new ──────▶ new, with what the old one had filled
 *
 *     old   pending_replace ──▶ filled, canceled, expired meanwhile, or as it was
 *     new   pending_new ──────▶ rejected
 *
 * The new quantity is that of the whole chain, and so is what the new order shows as filled: users report the
 * first, and nobody has shown the second.
 */
export function requestReplacement(
  order: Order,
  old: Order,
  { cost, isFilledFirst, isRejected }: ReplacementTwist,
  { log, execution }: ReplacementOptions,
): void {
  const names = { origClientOrderId: old.clientOrderId };
  const firstStatus = order.status;
  execution.suspend(old, 'pending_replace');
  log.enter(order, 'replace-requested', { ...names, ...amounts(order) });
  execution.later(() => {
    if (isFilledFirst && old.status === 'pending_replace') execution.fillAll(old);
    if (old.status !== 'pending_replace') reject();
    else if (isRejected) giveUp();
    else arrive();
  });

  function giveUp(): void {
    reject();
    execution.resume(old);
  }

  function arrive(): void {
    old.replacedBy = order;
    log.turn(old, 'replaced');
    log.enter(order, 'replaced', { ...names, cumQty: old.filledQty });
    log.tell('replaced', old);
    order.filledQty = old.filledQty;
    order.filledCost = old.filledCost;
    order.account.reserve(order, cost);
    // Otherwise somebody has asked for its cancelling already.
    if (order.status === firstStatus) execution.beginAtOnce(order);
  }

  function reject(): void {
    if (!isOpen(order)) return;
    log.turn(order, 'rejected');
    log.enter(order, 'replace-rejected', names);
    log.tell('order_replace_rejected', order);
  }
}
