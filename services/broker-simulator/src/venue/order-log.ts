import type { Decimal } from '@orderonce/contracts';
import type { Ledger } from '../ledger/ledger.ts';
import type { LedgerEntry, LedgerKind } from '../ledger/ledger-entry.ts';
import type { Runtime } from '../runtime.ts';
import type { Stamps } from '../wire/stamps.ts';
import type { Fill } from './fill.ts';
import type { Order, OrderStatus } from './order.ts';
import type { TradeEventName, TradeEvents } from './trade-event.ts';

export interface OrderLogOptions {
  readonly runtime: Runtime;
  readonly ledger: Ledger;
  readonly stamps: Stamps;
  readonly events: TradeEvents;
}

/** The one place where an order changes: its times, the ledger and the stream say the same. */
export class OrderLog {
  readonly #options: OrderLogOptions;

  constructor(options: OrderLogOptions) {
    this.#options = options;
  }

  /** Gives an order its next status, and the moment that goes with it. */
  turn(order: Order, status: OrderStatus): void {
    const { stamps, runtime } = this.#options;
    order.status = status;
    order.changes += 1;
    order.updatedAt = stamps.next(runtime.nowMs());
    if (status === 'filled') order.filledAt = order.updatedAt;
    else if (status === 'canceled') order.canceledAt = order.updatedAt;
    else if (status === 'expired') order.expiredAt = order.updatedAt;
    else if (status === 'rejected') order.failedAt = order.updatedAt;
    else if (status === 'replaced') order.replacedAt = order.updatedAt;
    order.account.release(order);
  }

  enter(order: Order, kind: LedgerKind, more: Partial<LedgerEntry> = {}): void {
    this.#options.ledger.append({
      atMs: this.#options.runtime.nowMs(),
      accountId: order.account.accountId,
      kind,
      clientOrderId: order.clientOrderId,
      brokerOrderId: order.id,
      symbol: order.request.symbol,
      side: order.request.side === 'buy' ? 'BUY' : 'SELL',
      ...more,
    });
  }

  tell(event: TradeEventName, order: Order, fill?: Fill): void {
    this.#options.events.publish(event, order, fill);
  }
}

/** What an order asks for, as the ledger says it. */
export function amounts(order: Order): { quantity: Decimal; price?: Decimal } {
  const { qty: quantity, limitPrice } = order.request;
  return { quantity, ...(limitPrice === null ? {} : { price: limitPrice }) };
}
