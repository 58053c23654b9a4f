/** An answer of Alpaca that says no, as it goes over the wire. */
export interface Refusal {
  readonly status: number;
  readonly code?: number;
  readonly message: string;
  /** More fields of the body. */
  readonly details?: Readonly<Record<string, string>>;
}

export function isRefusal<Value extends object>(value: Value | Refusal): value is Refusal {
  return 'message' in value && 'status' in value;
}

export function refusalBody({ code, message, details }: Refusal): string {
  return JSON.stringify({ ...(code === undefined ? {} : { code }), ...details, message });
}

const parameter = (message: string): Refusal => ({ status: 422, code: 40010001, message });
const unprocessable = (message: string): Refusal => ({ status: 422, code: 42210000, message });
const notFound = (message: string): Refusal => ({ status: 404, code: 40410000, message });

/**
 * Every "no" of the venue. The words are Alpaca's where they were seen (docs.alpaca.markets, and bodies that
 * users of its SDKs reported), and plain ones where nobody showed a body.
 */
export const REFUSALS = {
  unauthorized: { status: 401, message: 'unauthorized.' },
  tooManyRequests: { status: 429, code: 42910000, message: 'rate limit exceeded.' },
  unreadable: { status: 400, code: 40010000, message: 'request body format is invalid' },
  repeatedId: parameter('client_order_id must be unique'),
  longId: parameter('client_order_id must be no more than 128 characters'),
  missing: (field: string) => parameter(`${field} is required`),
  invalid: (field: string) => parameter(`invalid ${field}`),
  notPositive: (field: string) => parameter(`${field} must be > 0`),
  tooFineQty: parameter('qty must be limited to 9 decimal places'),
  pricesOnMarket: parameter('market orders require no stop or limit price'),
  noLimitPrice: parameter('limit orders require a limit price'),
  noStopPrice: parameter('stop orders require a stop price'),
  noStopOrLimitPrice: parameter('stop limit orders require both stop and limit price'),
  extendedHours: parameter('only type="limit" is allowed for extended hours orders'),
  qtyAndNotional: parameter('only one of qty or notional is accepted'),
  tooFineNotional: parameter('notional amount must be limited to 2 decimal places'),
  notionalNotMarketDay: unprocessable('notional orders must be market DAY orders'),
  tooLittle: {
    status: 403,
    code: 40310000,
    message: 'cost basis must be >= minimal amount of order 1',
  },
  otherIntent: (inferred: string, specified: string) =>
    unprocessable(`position intent mismatch, inferred: ${inferred}, specified: ${specified}`),
  oddId: parameter('client_order_id must be at most 32 letters and digits'),
  notModifiable: unprocessable('a client_order_id can modify only quantity and prices'),
  fractionalNotDay: unprocessable('fractional orders must be DAY orders'),
  cryptoTimeInForce: unprocessable('invalid crypto time_in_force'),
  unknownAsset: (symbol: string) => unprocessable(`asset "${symbol}" not found`),
  subPenny: (field: string, price: string) =>
    unprocessable(
      `invalid ${field} ${price}. sub-penny increment does not fulfill minimum pricing criteria`,
    ),
  notSimulated: (what: string) => unprocessable(`${what} is not simulated`),
  notOpen: (status: string) => unprocessable(`order is already in "${status}" state`),
  notSentYet: unprocessable("unable to replace order, order isn't sent to exchange yet"),
  notReplaceable: (status: string) =>
    unprocessable(`unable to replace order, order is in "${status}" state`),
  nothingReplaced: unprocessable('order parameters are not changed'),
  notionalReplaced: unprocessable('notional orders cannot be replaced'),
  fractionalReplaced: unprocessable('qty of fractional orders cannot be changed'),
  filledAlready: (filled: string) => unprocessable(`qty must be > filled_qty (${filled})`),
  noPosition: notFound('position does not exist'),
  noAsset: (symbol: string) => notFound(`asset not found for ${symbol}`),
  noOrder: (id: string) => notFound(`order not found for ${id}`),
  noRoute: { status: 404, message: 'endpoint not found.' },
  buyingPower: (available: string, cost: string): Refusal => ({
    status: 403,
    code: 40310000,
    message: 'insufficient buying power',
    details: { buying_power: available, cost_basis: cost },
  }),
  quantity: (symbol: string, requested: string, available: string, held: string, has: string) =>
    ({
      status: 403,
      code: 40310000,
      message: `insufficient qty available for order (requested: ${requested}, available: ${available})`,
      details: { available, existing_qty: has, held_for_orders: held, symbol },
    }) satisfies Refusal,
} as const;
