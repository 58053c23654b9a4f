import {
  type AccountId,
  compare,
  type Decimal,
  type TradingSymbol,
  ZERO,
} from '@orderonce/contracts';
import { averagePrice, type BookedInstrument, type Exposure } from '@orderonce/positions';

/** One position as a row of a table, a document or a sheet. */
export interface PositionRow {
  readonly accountId: AccountId;
  readonly symbol: TradingSymbol;
  readonly quantity: Decimal;
  /** Null where nothing is held, and rather than a number that leaves out what had no price. */
  readonly averagePrice: Decimal | null;
  readonly realisedProfit: Decimal | null;
  readonly unpricedQty: Decimal;
  readonly open: Exposure;
  readonly inDoubt: Exposure;
}

export function positionRow({
  accountId,
  symbol,
  position,
  exposures,
}: BookedInstrument): PositionRow {
  const { quantity, realisedProfit, unpricedQty } = position;
  const isPriced = compare(unpricedQty, ZERO) === 0;
  return {
    ...{ accountId, symbol, quantity },
    averagePrice: isPriced ? averagePrice(position) : null,
    realisedProfit: isPriced ? realisedProfit : null,
    unpricedQty,
    open: exposures.open,
    inDoubt: exposures.inDoubt,
  };
}

/** An order that never came to be leaves an instrument on which nothing was ever held. */
export function hasAnything({ quantity, realisedProfit, unpricedQty, open, inDoubt }: PositionRow) {
  const isZero = (amount: Decimal | null) => amount !== null && compare(amount, ZERO) === 0;
  const isNothing = [quantity, realisedProfit, unpricedQty].every(isZero);
  return !isNothing || open.orders + inDoubt.orders > 0;
}

/** By account, then symbol. */
export function byInstrument(a: PositionRow, b: PositionRow): number {
  return compareTexts(a.accountId, b.accountId) || compareTexts(a.symbol, b.symbol);
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
