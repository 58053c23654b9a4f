import { add, canonical, compare, type Decimal, subtract } from '@orderonce/contracts';

// Nearly all quantities are whole and small; exact decimals cost ten times as much.
const MOST_DIGITS = 15;
const ZERO_LETTER = 0x30;
const NOT_WHOLE = -1;

/** `NOT_WHOLE` unless it is a few digits and nothing else. */
function wholeOf(amount: Decimal): number {
  if (amount.length === 0 || amount.length > MOST_DIGITS) return NOT_WHOLE;
  let whole = 0;
  for (let at = 0; at < amount.length; at += 1) {
    const digit = amount.charCodeAt(at) - ZERO_LETTER;
    if (digit < 0 || digit > 9) return NOT_WHOLE;
    whole = whole * 10 + digit;
  }
  return whole;
}

export function sum(a: Decimal, b: Decimal): Decimal {
  const [first, second] = [wholeOf(a), wholeOf(b)];
  return first < 0 || second < 0 ? add(a, b) : (String(first + second) as Decimal);
}

export function difference(a: Decimal, b: Decimal): Decimal {
  const [first, second] = [wholeOf(a), wholeOf(b)];
  return first < 0 || second < 0 ? subtract(a, b) : (String(first - second) as Decimal);
}

export function isSame(a: Decimal, b: Decimal): boolean {
  return a === b || canonical(a) === canonical(b);
}

export function isMore(a: Decimal, b: Decimal): boolean {
  const [first, second] = [wholeOf(a), wholeOf(b)];
  return first < 0 || second < 0 ? compare(a, b) > 0 : first > second;
}
