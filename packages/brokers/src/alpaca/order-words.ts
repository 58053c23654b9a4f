import type { OrderType, Side, TimeInForce } from '@orderonce/contracts';

// Our words and Alpaca's; each table is read in both directions.

export const SIDE_WORDS = { BUY: 'buy', SELL: 'sell' } as const satisfies Record<Side, string>;

export const ORDER_TYPE_WORDS = {
  MARKET: 'market',
  LIMIT: 'limit',
  STOP: 'stop',
  STOP_LIMIT: 'stop_limit',
} as const satisfies Record<OrderType, string>;

export const TIME_IN_FORCE_WORDS = {
  DAY: 'day',
  GTC: 'gtc',
  IOC: 'ioc',
  FOK: 'fok',
  OPG: 'opg',
  CLS: 'cls',
} as const satisfies Record<TimeInForce, string>;
