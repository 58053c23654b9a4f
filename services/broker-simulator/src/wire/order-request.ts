import { compare, type Decimal, decimal, ZERO } from '@orderonce/contracts';
import { POSITION_INTENTS, type PositionIntent } from '../venue/position-intent.ts';
import { isRefusal, REFUSALS, type Refusal } from '../venue/refusal.ts';

const SIDES = ['buy', 'sell'] as const;
const TYPES = ['market', 'limit', 'stop', 'stop_limit'] as const;
const TIMES_IN_FORCE = ['day', 'gtc', 'opg', 'cls', 'ioc', 'fok'] as const;
const CRYPTO_TIMES_IN_FORCE: readonly string[] = ['gtc', 'ioc'];
const LONGEST_CLIENT_ORDER_ID = 128;
const ONE = decimal('1');

/** A readable body of `POST /v2/orders`. */
export interface OrderRequest {
  readonly symbol: string;
  /** Zero as long as nobody has worked out what the notional amount buys. */
  readonly qty: Decimal;
  /** Money instead of a quantity. */
  readonly notional: Decimal | null;
  readonly side: (typeof SIDES)[number];
  readonly type: (typeof TYPES)[number];
  readonly timeInForce: (typeof TIMES_IN_FORCE)[number];
  readonly limitPrice: Decimal | null;
  readonly stopPrice: Decimal | null;
  readonly extendedHours: boolean;
  readonly positionIntent: PositionIntent | null;
  /** Null: the venue makes one up. */
  readonly clientOrderId: string | null;
}

type Fields = Readonly<Record<string, unknown>>;

/** Reads a body as Alpaca does: the first thing that is wrong with it is the answer. */
export function readOrderRequest(body: unknown): OrderRequest | Refusal {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return REFUSALS.unreadable;
  const fields: Fields = { ...body };
  const { symbol, client_order_id: id } = fields;
  if (isAbsent(symbol)) return REFUSALS.missing('symbol');
  if (typeof symbol !== 'string') return REFUSALS.unreadable;
  if (!isAbsent(id) && typeof id !== 'string') return REFUSALS.unreadable;
  if (id && id.length > LONGEST_CLIENT_ORDER_ID) return REFUSALS.longId;
  const unsimulated = whatIsNotSimulated(fields);
  if (unsimulated !== null) return REFUSALS.notSimulated(unsimulated);

  const size = readSize(fields);
  if (isRefusal(size)) return size;
  const { qty } = size;
  const side = SIDES.find((word) => word === fields['side']);
  if (side === undefined) return REFUSALS.invalid('side');
  const type = TYPES.find((word) => word === fields['type']);
  if (type === undefined) return REFUSALS.invalid('order type');
  const timeInForce = TIMES_IN_FORCE.find((word) => word === fields['time_in_force']);
  if (timeInForce === undefined) return REFUSALS.invalid('time_in_force');
  const prices = readPrices(fields, type, symbol);
  if (isRefusal(prices)) return prices;
  const extendedHours = fields['extended_hours'] === true;
  if (extendedHours && type !== 'limit') return REFUSALS.extendedHours;
  if (isCrypto(symbol) && !CRYPTO_TIMES_IN_FORCE.includes(timeInForce))
    return REFUSALS.cryptoTimeInForce;
  if (!isCrypto(symbol) && /\.\d*[1-9]/.test(qty) && timeInForce !== 'day')
    return REFUSALS.fractionalNotDay;
  if (size.notional !== null && (type !== 'market' || (!isCrypto(symbol) && timeInForce !== 'day')))
    return REFUSALS.notionalNotMarketDay;
  const intent = readIntent(fields['position_intent'], side);
  if (typeof intent === 'object' && intent !== null) return intent;

  return {
    symbol,
    ...size,
    side,
    type,
    timeInForce,
    ...prices,
    extendedHours,
    positionIntent: intent,
    clientOrderId: id || null,
  };
}

/** The client order id that a body means, readable otherwise or not. */
export function clientOrderIdIn(body: unknown): string | undefined {
  return textIn(body, 'client_order_id');
}

export function symbolIn(body: unknown): string | undefined {
  return textIn(body, 'symbol');
}

function textIn(body: unknown, field: string): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const value: unknown = Reflect.get(body, field);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export const isCrypto = (symbol: string) => symbol.includes('/');

const isAbsent = (value: unknown) => value === undefined || value === null || value === '';

function whatIsNotSimulated(fields: Fields): string | null {
  const { order_class: orderClass, type } = fields;
  if (!isAbsent(orderClass) && orderClass !== 'simple') return `order_class ${orderClass}`;
  return type === 'trailing_stop' ? 'type trailing_stop' : null;
}

function readSize({ qty, notional }: Fields): Pick<OrderRequest, 'qty' | 'notional'> | Refusal {
  if (isAbsent(notional)) {
    const quantity = readQuantity(qty);
    return typeof quantity === 'object' ? quantity : { qty: quantity, notional: null };
  }
  if (!isAbsent(qty)) return REFUSALS.qtyAndNotional;
  const amount = readDecimal(notional);
  if (amount === null) return REFUSALS.unreadable;
  if (compare(amount, ZERO) <= 0) return REFUSALS.notPositive('notional');
  if (/\.\d{2}\d*[1-9]/.test(amount)) return REFUSALS.tooFineNotional;
  return compare(amount, ONE) < 0 ? REFUSALS.tooLittle : { qty: ZERO, notional: amount };
}

function readIntent(value: unknown, side: OrderRequest['side']): PositionIntent | null | Refusal {
  if (isAbsent(value)) return null;
  const intent = POSITION_INTENTS.find((word) => word === value);
  return intent?.startsWith(side) ? intent : REFUSALS.invalid('position_intent');
}

function readQuantity(value: unknown): Decimal | Refusal {
  if (isAbsent(value)) return REFUSALS.missing('qty or notional');
  const qty = readDecimal(value);
  if (qty === null) return REFUSALS.unreadable;
  if (compare(qty, ZERO) <= 0) return REFUSALS.notPositive('qty');
  return /\.\d{10,}/.test(qty) ? REFUSALS.tooFineQty : qty;
}

function readPrices(
  { limit_price: limit, stop_price: stop }: Fields,
  type: OrderRequest['type'],
  symbol: string,
): Pick<OrderRequest, 'limitPrice' | 'stopPrice'> | Refusal {
  const wantsLimit = type === 'limit' || type === 'stop_limit';
  const wantsStop = type === 'stop' || type === 'stop_limit';
  if (type === 'market' && !(isAbsent(limit) && isAbsent(stop))) return REFUSALS.pricesOnMarket;
  if (type === 'stop_limit' && (isAbsent(limit) || isAbsent(stop)))
    return REFUSALS.noStopOrLimitPrice;
  if (wantsLimit && isAbsent(limit)) return REFUSALS.noLimitPrice;
  if (wantsStop && isAbsent(stop)) return REFUSALS.noStopPrice;
  const limitPrice = wantsLimit ? readPrice('limit_price', limit, symbol) : null;
  if (typeof limitPrice === 'object' && limitPrice !== null) return limitPrice;
  const stopPrice = wantsStop ? readPrice('stop_price', stop, symbol) : null;
  if (typeof stopPrice === 'object' && stopPrice !== null) return stopPrice;
  return { limitPrice, stopPrice };
}

function readPrice(field: string, value: unknown, symbol: string): Decimal | Refusal {
  const price = readDecimal(value);
  if (price === null) return REFUSALS.unreadable;
  if (compare(price, ZERO) <= 0) return REFUSALS.notPositive(field.replace('_', ' '));
  // US shares: cents from one dollar on, hundredths of a cent below.
  const places = compare(price, ONE) >= 0 ? 2 : 4;
  const isTooFine = new RegExp(`\\.\\d{${places}}\\d*[1-9]`).test(price);
  return isTooFine && !isCrypto(symbol) ? REFUSALS.subPenny(field, price) : price;
}

/** SDKs send amounts as strings or as JSON numbers. */
function readDecimal(value: unknown): Decimal | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  try {
    return decimal(String(value));
  } catch {
    return null;
  }
}
