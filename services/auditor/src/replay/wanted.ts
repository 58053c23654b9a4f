import type { AccountId, Outcome, StrategyId, TradingSymbol } from '@orderonce/contracts';
import { groupOf } from '../report/grouping.ts';

/** Which orders are asked about; what is left out is any. */
export interface WantedOrders {
  readonly account?: AccountId | undefined;
  readonly symbol?: TradingSymbol | undefined;
  readonly strategy?: StrategyId | undefined;
}

export type Whose = Pick<Outcome, 'accountId' | 'symbol' | 'clientOrderId'>;

export function isWanted({ account, symbol, strategy }: WantedOrders, whose: Whose): boolean {
  return (
    (account === undefined || whose.accountId === account) &&
    (symbol === undefined || whose.symbol === symbol) &&
    (strategy === undefined || groupOf(whose, 'strategy') === strategy)
  );
}
