import { add, canonical, compare, type Decimal, subtract } from '@orderonce/contracts';

// Nearly all quantities are whole and small; exact decimals cost ten times as much.
const WHOLE = /^[0-9]{1,15}$/;

export function sum(a: Decimal, b: Decimal): Decimal {
  if (WHOLE.test(a) && WHOLE.test(b)) return String(Number(a) + Number(b)) as Decimal;
  return add(a, b);
}

export function difference(a: Decimal, b: Decimal): Decimal {
  if (WHOLE.test(a) && WHOLE.test(b)) return String(Number(a) - Number(b)) as Decimal;
  return subtract(a, b);
}

export function isSame(a: Decimal, b: Decimal): boolean {
  return a === b || canonical(a) === canonical(b);
}

export function isMore(a: Decimal, b: Decimal): boolean {
  if (WHOLE.test(a) && WHOLE.test(b)) return Number(a) > Number(b);
  return compare(a, b) > 0;
}
