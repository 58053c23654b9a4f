import { type Decimal, ZERO } from '@orderonce/contracts';
import { firstFillQty } from '../market/split-fill.ts';
import type { Runtime } from '../runtime.ts';
import type { Draw } from '../seed/draw.ts';
import type { OrderRequest } from '../wire/order-request.ts';
import { type Stamps, stampAt } from '../wire/stamps.ts';
import type { Account } from './account.ts';
import type { Order } from './order.ts';
import { inferIntent } from './position-intent.ts';
import type { TradingSession } from './trading-session.ts';
import type { VenueRules } from './venue-rules.ts';

/** What is done on purpose to one order from its beginning. */
export interface OrderTwist {
  readonly hideMs: number;
  /** The id is free again after this long; null: never. */
  readonly forgetAfterMs: number | null;
  /** Accepted, and rejected a step later; an order that it is to replace goes on. */
  readonly isRejectedLate: boolean;
}

export const NO_TWIST: OrderTwist = { hideMs: 0, forgetAfterMs: null, isRejectedLate: false };

export interface Making {
  readonly account: Account;
  readonly request: OrderRequest;
  readonly twist: OrderTwist;
  readonly replaces: Order | null;
  /** What a buy holds back of the buying power. */
  readonly reserved: Decimal;
}

interface MakingParts {
  readonly runtime: Runtime;
  readonly draw: Draw;
  readonly stamps: Stamps;
  readonly rules: VenueRules;
  readonly session: TradingSession;
}

/** An order as it is at its first moment; it is in no book yet. */
export function makeOrder(
  { account, request, twist, replaces, reserved }: Making,
  { runtime, draw, stamps, rules, session }: MakingParts,
): Order {
  const nowMs = runtime.nowMs();
  const number = account.orders.length;
  const clientOrderId = request.clientOrderId ?? draw.uuid('client order id', number);
  const firstId = draw.uuid('order', account.accountId, clientOrderId, 'first');
  const isRepeat = account.byId(firstId) !== undefined;
  const submittedAt = stamps.next(nowMs);
  const endsAtMs = request.timeInForce === 'day' ? session.endsAtMs() : null;
  const { quantity: position } = account.positionIn(request.symbol);
  return {
    id: isRepeat ? draw.uuid('order', account.accountId, clientOrderId, number) : firstId,
    clientOrderId,
    account,
    request,
    positionIntent: request.positionIntent ?? inferIntent(request.side, position),
    submittedAt,
    expiresAt: endsAtMs === null ? null : stampAt(endsAtMs),
    hiddenUntilMs: nowMs + twist.hideMs,
    replaces,
    replacedBy: null,
    firstFillQty: drawFirstFillQty(request, clientOrderId, draw),
    reserved: request.side === 'buy' ? reserved : ZERO,
    status: rules.firstStatus,
    isTriggered: false,
    filledQty: ZERO,
    filledCost: ZERO,
    changes: 0,
    updatedAt: submittedAt,
    filledAt: null,
    canceledAt: null,
    expiredAt: null,
    failedAt: null,
    replacedAt: null,
  };
}

export function drawFirstFillQty(
  { qty, timeInForce }: OrderRequest,
  clientOrderId: string,
  draw: Draw,
): Decimal {
  const isWhole = timeInForce === 'fok' || timeInForce === 'ioc';
  return isWhole ? qty : firstFillQty(qty, draw.fraction('split', clientOrderId));
}
