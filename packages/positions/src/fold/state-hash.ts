import { createHash } from 'node:crypto';
import { canonical } from '@orderonce/contracts';
import type { OrderState } from './order-state.ts';
import type { Position } from './position.ts';

/**
 * SHA-256 over every position and every order, 64 lower case hex digits. Two trackers that folded the same
 * outcomes have the same hash: amounts in their one spelling, everything sorted by key, and nothing in it that
 * depends on where or how often an outcome stood on the log.
 */
export function stateHash(
  positions: ReadonlyMap<string, Position>,
  orders: ReadonlyMap<string, OrderState>,
): string {
  const hash = createHash('sha256');
  const lines = (kind: string, texts: readonly string[]) => {
    for (const text of texts.toSorted()) hash.update(`${kind} ${text}\n`);
  };
  lines('position', [...positions].map(positionText));
  lines('order', [...orders].map(orderText));
  return hash.digest('hex');
}

function positionText([key, position]: [string, Position]): string {
  const { quantity, openCost, realisedProfit, unpricedQty } = position;
  return JSON.stringify([key, ...[quantity, openCost, realisedProfit, unpricedQty].map(canonical)]);
}

function orderText([key, order]: [string, OrderState]): string {
  const { side, quantity, verdict, end, isAttempted, isHeld, isResolved, isCorrected, fills } =
    order;
  return JSON.stringify([
    key,
    side ?? null,
    quantity === undefined ? null : canonical(quantity),
    verdict ?? null,
    end ?? null,
    isAttempted,
    isHeld,
    isResolved,
    ...[fills.cumQty, fills.cost, fills.unpricedQty].map(canonical),
    // Only where it is so: the hash of all other states is what it was before there were corrections.
    ...(isCorrected ? ['corrected'] : []),
  ]);
}
