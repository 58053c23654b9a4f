import { compare, divide, ZERO } from '@orderonce/contracts';
import type { Draw } from '../seed/draw.ts';
import type { Order } from '../venue/order.ts';
import { isCrypto } from './order-request.ts';

const AVERAGE_FRACTION_DIGITS = 9;

/** The Order of Alpaca's REST interface, all its documented fields (docs.alpaca.markets, read 2026-11-20). */
export function orderJson(order: Order, draw: Draw) {
  const { request } = order;
  const hasFills = compare(order.filledQty, ZERO) > 0;
  return {
    id: order.id,
    client_order_id: order.clientOrderId,
    created_at: order.submittedAt,
    updated_at: order.updatedAt,
    submitted_at: order.submittedAt,
    filled_at: order.filledAt,
    expired_at: null,
    expires_at: null,
    canceled_at: order.canceledAt,
    failed_at: null,
    replaced_at: null,
    replaced_by: null,
    replaces: null,
    asset_id: assetId(request.symbol, draw),
    symbol: request.symbol,
    asset_class: assetClass(request.symbol),
    notional: null,
    qty: request.qty,
    filled_qty: order.filledQty,
    filled_avg_price: hasFills
      ? divide(order.filledCost, order.filledQty, AVERAGE_FRACTION_DIGITS)
      : null,
    order_class: '',
    order_type: request.type,
    type: request.type,
    side: request.side,
    position_intent: request.positionIntent ?? `${request.side}_to_open`,
    time_in_force: request.timeInForce,
    limit_price: request.limitPrice,
    stop_price: request.stopPrice,
    status: order.status,
    extended_hours: request.extendedHours,
    legs: null,
    trail_percent: null,
    trail_price: null,
    hwm: null,
    subtag: null,
    source: null,
  };
}

export function assetId(symbol: string, draw: Draw): string {
  return draw.uuid('asset', symbol);
}

export function assetClass(symbol: string): 'crypto' | 'us_equity' {
  return isCrypto(symbol) ? 'crypto' : 'us_equity';
}
