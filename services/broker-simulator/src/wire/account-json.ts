import {
  add,
  canonical,
  compare,
  type Decimal,
  divide,
  negate,
  subtract,
  ZERO,
} from '@orderonce/contracts';
import type { PricePath } from '../market/price-path.ts';
import type { Draw } from '../seed/draw.ts';
import type { Account } from '../venue/account.ts';
import { marketValue, unrealized } from '../venue/position.ts';
import { assetClass, assetId } from './order-json.ts';

const RATIO_FRACTION_DIGITS = 9;

/** What the account and its positions are valued with. */
export interface Valuation {
  readonly prices: PricePath;
  readonly draw: Draw;
  readonly nowMs: number;
}

/** `GET /v2/account`: the fields of Alpaca's trading account that mean something here. */
export function accountJson(account: Account, { prices, draw, nowMs }: Valuation) {
  let long = ZERO;
  let short = ZERO;
  for (const [symbol, position] of account.positions) {
    const value = marketValue(position, prices.priceAt(symbol, nowMs));
    if (compare(value, ZERO) > 0) long = add(long, value);
    else short = add(short, value);
  }
  const equity = add(account.cash, add(long, short));
  return {
    id: draw.uuid('account', account.accountId),
    account_number: account.accountId,
    status: 'ACTIVE',
    crypto_status: 'ACTIVE',
    currency: 'USD',
    cash: account.cash,
    buying_power: account.buyingPower,
    regt_buying_power: account.buyingPower,
    daytrading_buying_power: '0',
    non_marginable_buying_power: account.buyingPower,
    portfolio_value: equity,
    equity,
    last_equity: equity,
    long_market_value: long,
    short_market_value: short,
    initial_margin: '0',
    maintenance_margin: '0',
    last_maintenance_margin: '0',
    accrued_fees: '0',
    pending_transfer_in: '0',
    sma: '0',
    multiplier: '1',
    daytrade_count: 0,
    pattern_day_trader: false,
    trading_blocked: false,
    transfers_blocked: false,
    account_blocked: false,
    trade_suspended_by_user: false,
    shorting_enabled: account.canShort,
    created_at: '2026-01-01T00:00:00.000000000Z',
  };
}

/** One row of `GET /v2/positions`. */
export function positionJson(account: Account, symbol: string, { prices, draw, nowMs }: Valuation) {
  const position = account.positionIn(symbol);
  const price = prices.priceAt(symbol, nowMs);
  const isLong = compare(position.quantity, ZERO) > 0;
  const cost = marketValue(position, position.entryPrice);
  const profit = unrealized(position, price);
  const profitRatio = ratio(profit, isLong ? cost : negate(cost));
  return {
    asset_id: assetId(symbol, draw),
    symbol,
    exchange: assetClass(symbol) === 'crypto' ? 'CRYPTO' : 'NASDAQ',
    asset_class: assetClass(symbol),
    asset_marginable: assetClass(symbol) === 'us_equity',
    qty: canonical(position.quantity),
    qty_available: available(position.quantity, account.heldQty(symbol)),
    side: isLong ? 'long' : 'short',
    avg_entry_price: position.entryPrice,
    cost_basis: cost,
    market_value: marketValue(position, price),
    unrealized_pl: profit,
    unrealized_plpc: profitRatio,
    unrealized_intraday_pl: profit,
    unrealized_intraday_plpc: profitRatio,
    current_price: price,
    lastday_price: price,
    change_today: '0',
  };
}

/** What no open order is about to take; below zero when short, as the quantity is. */
const available = (quantity: Decimal, held: Decimal) =>
  compare(quantity, ZERO) < 0 ? add(quantity, held) : subtract(quantity, held);

function ratio(a: Decimal, b: Decimal): Decimal {
  return compare(b, ZERO) === 0 ? ZERO : divide(a, b, RATIO_FRACTION_DIGITS);
}
