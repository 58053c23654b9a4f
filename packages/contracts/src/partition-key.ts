import type { AccountId, TradingSymbol } from './identifiers.ts';

/**
 * The key of every record on `orders.intents` and `orders.outcomes`: what must stay in order lands in one
 * partition and in one lane. Neither part can hold a colon, so two instruments never share a key.
 */
export function partitionKey(accountId: AccountId, symbol: TradingSymbol): string {
  return `${accountId}:${symbol}`;
}
