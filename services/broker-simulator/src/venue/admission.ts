import { compare, type Decimal, divide, multiply, ZERO } from '@orderonce/contracts';
import type { PricePath } from '../market/price-path.ts';
import type { Runtime } from '../runtime.ts';
import type { OrderRequest } from '../wire/order-request.ts';
import type { Account } from './account.ts';
import { inferIntent, refusalOfIntent } from './position-intent.ts';
import { REFUSALS, type Refusal } from './refusal.ts';
import { type IdForm, isIdAllowed } from './venue-rules.ts';

interface AdmissionOptions {
  readonly runtime: Runtime;
  readonly prices: PricePath;
  readonly idForm: IdForm;
  /** What is traded here; null: every symbol of the right form. */
  readonly symbols: ReadonlySet<string> | null;
}

const SYMBOL_FORM = /^[A-Z0-9][A-Z0-9.]{0,11}(?:\/[A-Z]{3,4})?$/;
/** As fine as Alpaca counts. */
const QTY_FRACTION_DIGITS = 9;

/** What an order costs, and whether the venue and the account's means admit it. */
export class Admission {
  readonly #options: AdmissionOptions;

  constructor(options: AdmissionOptions) {
    this.#options = options;
  }

  isTraded(symbol: string): boolean {
    const { symbols } = this.#options;
    return symbols === null ? SYMBOL_FORM.test(symbol) : symbols.has(symbol);
  }

  /** The request with the quantity that an amount of money buys now. */
  withQuantity(request: OrderRequest): OrderRequest {
    const { notional, symbol } = request;
    if (notional === null) return request;
    return { ...request, qty: divide(notional, this.#priceOf(symbol), QTY_FRACTION_DIGITS) };
  }

  costOf({ symbol, qty, notional, limitPrice, stopPrice }: OrderRequest): Decimal {
    return notional ?? multiply(qty, limitPrice ?? stopPrice ?? this.#priceOf(symbol));
  }

  /** Why nobody could place this order here, if nobody could. */
  refusalOfRequest({ symbol, clientOrderId, qty }: OrderRequest): Refusal | null {
    if (!this.isTraded(symbol)) return REFUSALS.unknownAsset(symbol);
    if (compare(qty, ZERO) === 0) return REFUSALS.tooLittle;
    return this.refusalOfId(clientOrderId);
  }

  refusalOfId(clientOrderId: string | null): Refusal | null {
    const { idForm } = this.#options;
    return clientOrderId === null || isIdAllowed(clientOrderId, idForm) ? null : REFUSALS.oddId;
  }

  /** Why this account cannot place it now, if it cannot. */
  refusalOfAccount(account: Account, request: OrderRequest): Refusal | null {
    const { symbol, side, qty, positionIntent } = request;
    const inferred = inferIntent(side, account.positionIn(symbol).quantity);
    const otherIntent = refusalOfIntent(positionIntent, inferred);
    if (otherIntent !== null) return otherIntent;
    const closes = positionIntent?.endsWith('close') === true;
    const tooMuch = closes ? account.refusalOfQty(symbol, qty) : null;
    return tooMuch ?? account.refusalOf(request, this.costOf(request));
  }

  #priceOf(symbol: string): Decimal {
    const { prices, runtime } = this.#options;
    return prices.priceAt(symbol, runtime.nowMs());
  }
}
