import { hash } from 'node:crypto';
import { canonical } from '@orderonce/contracts';
import type { OrderState } from './order-state.ts';
import type { Position } from './position.ts';

const MODULUS = 1n << 256n;
const HEX_DIGITS = 64;

/** Of nothing at all. */
export const EMPTY_HASH = '0'.repeat(HEX_DIGITS);

/**
 * 64 lower case hex digits: the sum, modulo 2²⁵⁶, of the SHA-256 of every position and of every order. Two that
 * folded the same outcomes have the same hash: amounts are in their one spelling, a sum knows no order, and nothing
 * in it depends on where or how often an outcome stood on the log. It can be kept up with each change
 * (`StateHash`), and the hashes of parts add up to that of the whole (`sumOfHashes`).
 *
 * It shows accidents. Who can choose outcomes freely could find two states with one sum: the hash chain of the
 * topic is there against that.
 */
export function stateHash(
  positions: ReadonlyMap<string, Position>,
  orders: ReadonlyMap<string, OrderState>,
): string {
  const whole = new StateHash(EMPTY_HASH);
  for (const [key, position] of positions) whole.changePosition(key, undefined, position);
  for (const [key, order] of orders) whole.changeOrder(key, undefined, order);
  return whole.hex;
}

/** The hash of a state whose parts are known one by one, of partitions for instance. */
export function sumOfHashes(hashes: readonly string[]): string {
  return hexOf(hashes.reduce((sum, each) => sum + numberOf(each), 0n));
}

/** The state hash, kept up change by change: `undefined` stands for what is not there. */
export class StateHash {
  #sum: bigint;

  constructor(hex: string) {
    this.#sum = numberOf(hex);
  }

  get hex(): string {
    return hexOf(this.#sum);
  }

  changePosition(key: string, before: Position | undefined, after: Position | undefined): void {
    this.#change(before && positionText(key, before), after && positionText(key, after));
  }

  changeOrder(key: string, before: OrderState | undefined, after: OrderState | undefined): void {
    this.#change(before && orderText(key, before), after && orderText(key, after));
  }

  #change(before: string | undefined, after: string | undefined): void {
    if (before === after) return;
    if (before !== undefined) this.#sum += MODULUS - numberOf(hash('sha256', before));
    if (after !== undefined) this.#sum += numberOf(hash('sha256', after));
  }
}

const numberOf = (hex: string) => BigInt(`0x${hex}`);

const hexOf = (sum: bigint) => (sum % MODULUS).toString(16).padStart(HEX_DIGITS, '0');

function positionText(key: string, position: Position): string {
  const { quantity, openCost, realisedProfit, unpricedQty } = position;
  const amounts = [quantity, openCost, realisedProfit, unpricedQty].map(canonical);
  return `position ${JSON.stringify([key, ...amounts])}`;
}

function orderText(key: string, order: OrderState): string {
  const { side, quantity, verdict, end, isAttempted, isHeld, isResolved, isCorrected, fills } =
    order;
  const text = JSON.stringify([
    key,
    side ?? null,
    quantity === undefined ? null : canonical(quantity),
    verdict ?? null,
    end ?? null,
    isAttempted,
    isHeld,
    isResolved,
    isCorrected,
    ...[fills.cumQty, fills.cost, fills.unpricedQty].map(canonical),
  ]);
  return `order ${text}`;
}
