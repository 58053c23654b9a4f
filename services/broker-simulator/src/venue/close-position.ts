import { compare, type Decimal, divide, multiply, ZERO } from '@orderonce/contracts';
import { isCrypto } from '../wire/order-request.ts';
import type { Account } from './account.ts';
import type { Order } from './order.ts';
import { REFUSALS, type Refusal } from './refusal.ts';
import type { Venue } from './venue.ts';

/** How much of a position is to go; nothing said: all of it. */
export interface CloseQuery {
  readonly qty?: Decimal | undefined;
  /** From 0 to 100. */
  readonly percentage?: Decimal | undefined;
}

const HUNDRED = '100' as Decimal;
const QTY_FRACTION_DIGITS = 9;

/**
 * Sends the opposite order at the market, under a client order id of the venue's own: whoever asks twice may
 * well get two.
 */
export function closePosition(
  venue: Venue,
  account: Account,
  symbol: string,
  { qty, percentage }: CloseQuery = {},
): Order | Refusal {
  const { quantity } = account.positionIn(symbol);
  const direction = compare(quantity, ZERO);
  if (direction === 0) return REFUSALS.noPosition;
  const whole = (direction < 0 ? quantity.slice(1) : quantity) as Decimal;
  const part =
    percentage === undefined
      ? whole
      : divide(multiply(whole, percentage), HUNDRED, QTY_FRACTION_DIGITS);
  const tooMuch = account.refusalOfQty(symbol, qty ?? part);
  if (tooMuch !== null) return tooMuch;
  return venue.submit(account, {
    symbol,
    qty: qty ?? part,
    side: direction < 0 ? 'buy' : 'sell',
    type: 'market',
    time_in_force: isCrypto(symbol) ? 'gtc' : 'day',
  });
}
