import {
  type AccountId,
  type Outcome,
  partitionKey,
  type TradingSymbol,
} from '@orderonce/contracts';

/** Where an outcome counts. */
export interface OrderKey {
  readonly accountId: AccountId;
  readonly symbol: TradingSymbol;
  /** `account:symbol`: everything of one instrument is in one partition. */
  readonly instrument: string;
  /** Names the order among all orders of all accounts. */
  readonly order: string;
}

/**
 * The order that an outcome is about; null for the refusal of an intent that named no account or symbol.
 *
 * A client order id is one order within an account and an instrument only: the same id sent elsewhere by
 * mistake must not be counted as the first one's repeat. A stranger's order is named by the venue's id,
 * since a stranger's client order id may be missing or like one of ours.
 */
export function orderKeyOf(outcome: Outcome): OrderKey | null {
  const { accountId, symbol } = outcome;
  if (accountId === undefined || symbol === undefined) return null;
  const instrument = partitionKey(accountId, symbol);
  const name =
    outcome.execType === 'EXTERNAL'
      ? `external/${outcome.brokerOrderId ?? outcome.outcomeId}`
      : outcome.clientOrderId;
  return { accountId, symbol, instrument, order: `${instrument}/${name}` };
}
