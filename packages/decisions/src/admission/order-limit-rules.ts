import {
  add,
  compare,
  type Decimal,
  type Intent,
  multiply,
  type PlaceIntent,
  type ReplaceIntent,
  subtract,
} from '@orderonce/contracts';
import type { Denial } from '../denial.ts';
import { freshReferencePrice } from './fresh-reference-price.ts';
import type { AdmissionFacts, Rule } from './rule.ts';
import { strictest } from './strictest.ts';

/** Of a replace it is the new quantity and the new prices that count. */
type SizedIntent = PlaceIntent | ReplaceIntent;

/** A close can only make a position smaller, so no size of it is too large. */
function isSized(intent: Intent): intent is SizedIntent {
  return intent.kind === 'place' || intent.kind === 'replace';
}

export const deniesQuantity: Rule = (intent, { control }) => {
  if (!isSized(intent)) return null;
  const limit = strictest(control.limitsOn(intent), 'maxQuantity');
  if (limit === null || compare(intent.quantity, limit.most) <= 0) return null;
  return exceeded(`${limit.says}, and the quantity is ${intent.quantity}`);
};

/** An order without a price of its own, on a symbol without one, has no notional that could be too large. */
export const deniesNotional: Rule = (intent, facts) => {
  if (!isSized(intent)) return null;
  const limit = strictest(facts.control.limitsOn(intent), 'maxNotional');
  if (limit === null) return null;
  const [price, name] = notionalPrice(intent, facts);
  if (price === null) return null;
  const notional = multiply(intent.quantity, price);
  if (compare(notional, limit.most) <= 0) return null;
  return exceeded(
    `${limit.says}, and ${intent.quantity} at ${name} ${price} is a notional of ${notional}`,
  );
};

/** Denies also where it cannot tell: a collar without a price to stand on must not look like one that holds. */
export const deniesDeviation: Rule = (intent, facts) => {
  if (!isSized(intent)) return null;
  const { limitPrice, stopPrice } = intent;
  if (limitPrice === undefined && stopPrice === undefined) return null;
  const limit = strictest(facts.control.limitsOn(intent), 'maxPriceDeviation');
  if (limit === null) return null;
  const reference = freshReferencePrice(intent.symbol, facts);
  if (reference.price === null) return exceeded(`${limit.says}, and ${reference.why}`);
  const width = multiply(reference.price, limit.most);
  const lowest = subtract(reference.price, width);
  const highest = add(reference.price, width);
  const isOutside = (price: Decimal | undefined) =>
    price !== undefined && (compare(price, lowest) < 0 || compare(price, highest) > 0);
  const band = `${limit.says}, which allows ${lowest} to ${highest} around the reference price ${reference.price}`;
  if (isOutside(limitPrice)) return exceeded(`${band}, and limitPrice is ${limitPrice}`);
  if (isOutside(stopPrice)) return exceeded(`${band}, and stopPrice is ${stopPrice}`);
  return null;
};

function notionalPrice(
  { limitPrice, stopPrice, symbol }: SizedIntent,
  facts: AdmissionFacts,
): [price: Decimal | null, name: string] {
  if (limitPrice !== undefined) return [limitPrice, 'limitPrice'];
  if (stopPrice !== undefined) return [stopPrice, 'stopPrice'];
  return [freshReferencePrice(symbol, facts).price, 'the reference price'];
}

function exceeded(text: string): Denial {
  return { code: 'LIMIT_EXCEEDED', text };
}
