import type { Fill } from './fill.ts';
import type { Order } from './order.ts';

/** What the venue tells on its stream; the words are Alpaca's (docs.alpaca.markets, read 2026-11-22). */
export type TradeEventName =
  | 'pending_new'
  | 'accepted'
  | 'new'
  | 'partial_fill'
  | 'fill'
  | 'pending_cancel'
  | 'canceled'
  | 'order_cancel_rejected'
  | 'pending_replace'
  | 'replaced'
  | 'order_replace_rejected'
  | 'restated'
  | 'rejected'
  | 'expired';

/** Who wants to know. An event is told when it happens: the order shows it at that moment and later more. */
export interface TradeEvents {
  publish(event: TradeEventName, order: Order, fill?: Fill): void;
}
