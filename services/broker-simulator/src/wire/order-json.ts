import { divide } from '@orderonce/contracts';
import type { Draw } from '../seed/draw.ts';
import { hasFills, type Order } from '../venue/order.ts';
import { isCrypto } from './order-request.ts';

const AVERAGE_FRACTION_DIGITS = 9;

/** The Order of Alpaca's REST interface, all its documented fields (docs.alpaca.markets, read 2026-11-20). */
export function orderJson(order: Order, draw: Draw) {
  const { request } = order;
  return {
    id: order.id,
    client_order_id: order.clientOrderId,
    created_at: order.submittedAt,
    updated_at: order.updatedAt,
    submitted_at: order.submittedAt,
    filled_at: order.filledAt,
    expired_at: order.expiredAt,
    expires_at: order.expiresAt,
    canceled_at: order.canceledAt,
    failed_at: order.failedAt,
    replaced_at: order.replacedAt,
    replaced_by: order.replacedBy?.id ?? null,
    replaces: order.replaces?.id ?? null,
    asset_id: assetId(request.symbol, draw),
    symbol: request.symbol,
    asset_class: assetClass(request.symbol),
    notional: request.notional,
    qty: request.notional === null ? request.qty : null,
    filled_qty: order.filledQty,
    filled_avg_price: hasFills(order)
      ? divide(order.filledCost, order.filledQty, AVERAGE_FRACTION_DIGITS)
      : null,
    order_class: '',
    order_type: request.type,
    type: request.type,
    side: request.side,
    position_intent: order.positionIntent,
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
  return draw.lastingUuid('asset', symbol);
}

export function assetClass(symbol: string): 'crypto' | 'us_equity' {
  return isCrypto(symbol) ? 'crypto' : 'us_equity';
}
