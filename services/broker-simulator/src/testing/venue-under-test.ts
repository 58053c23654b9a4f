import { accountIdSchema, type Decimal, decimal } from '@orderonce/contracts';
import { Ledger } from '../ledger/ledger.ts';
import { PricePath } from '../market/price-path.ts';
import { Draw } from '../seed/draw.ts';
import { Account } from '../venue/account.ts';
import type { Order } from '../venue/order.ts';
import { isRefusal, type Refusal } from '../venue/refusal.ts';
import { Venue, type VenueOptions } from '../venue/venue.ts';
import { ALPACA_RULES, type VenueRules } from '../venue/venue-rules.ts';
import { Stamps } from '../wire/stamps.ts';
import { TimeInHand } from './time-in-hand.ts';

export const FILL_DELAY_MS = 20;

export interface VenueUnderTestOptions {
  readonly rules?: Partial<VenueRules>;
  readonly sessionMs?: number | null;
  readonly cash?: Decimal;
  readonly canShort?: boolean;
}

/** A venue with one account, time in hand, and a list of what it told: `event id status`. */
export function openVenue(options: VenueUnderTestOptions = {}) {
  const time = new TimeInHand();
  const ledger = new Ledger();
  const draw = new Draw('1');
  const prices = new PricePath(draw, new Map([['AAPL', decimal('100')]]));
  const told: string[] = [];
  const parts: VenueOptions = {
    ...{ runtime: time, ledger, prices, draw, stamps: new Stamps() },
    events: {
      publish: (event, { clientOrderId, status }) =>
        told.push(`${event} ${clientOrderId} ${status}`),
    },
    rules: { ...ALPACA_RULES, ...options.rules },
    fillDelayMs: FILL_DELAY_MS,
    sessionMs: options.sessionMs ?? null,
    symbols: null,
  };
  const venue = new Venue(parts);
  const account = new Account({
    accountId: accountIdSchema.parse('paper-1'),
    ...{ keyId: 'key', secretKey: 'secret' },
    cash: options.cash ?? decimal('1000000'),
    canShort: options.canShort ?? true,
  });
  const accepted = (body: object): Order => orderOf(venue.submit(account, body));
  const kinds = () => ledger.after(0, 1_000).map((entry) => entry.kind);
  return { time, ledger, prices, told, venue, account, accepted, kinds };
}

export function orderOf(result: Order | Refusal): Order {
  if (isRefusal(result)) throw new Error(result.message);
  return result;
}

export const MARKET = {
  symbol: 'AAPL',
  qty: '10',
  side: 'buy',
  type: 'market',
  time_in_force: 'day',
  client_order_id: 'first',
};

/** It rests: the market never goes so low. */
export const RESTING = { ...MARKET, type: 'limit', limit_price: '90' };
