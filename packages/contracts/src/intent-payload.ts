import { hash } from 'node:crypto';
import { canonical, type Decimal } from './decimal.ts';
import type { Intent, PlaceIntent, ReplaceIntent } from './intent.ts';
import type { OrderBody } from './outcome.ts';

/** The fields that make two copies of an intent the same, each in its one spelling. */
export type IntentPayload = Readonly<Record<string, string>>;

/** What may differ between two copies of one intent: how and when it was sent, not what it asks for. */
const NOT_PAYLOAD: ReadonlySet<string> = new Set(['schemaVersion', 'createdAtMs', 'expiresAtMs']);
const DECIMALS: ReadonlySet<string> = new Set(['quantity', 'limitPrice', 'stopPrice']);

/**
 * Two intents with equal payloads ask for the same thing: `"1.50"` is `"1.5"`, and occurrence 1 is no
 * occurrence. Absent fields are absent.
 */
export function intentPayload(intent: Intent): IntentPayload {
  const payload: Record<string, string> = {};
  for (const name in intent) {
    const value = intent[name as keyof Intent];
    if (value === undefined || NOT_PAYLOAD.has(name)) continue;
    if (name === 'occurrence' && Number(value) === 1) continue;
    payload[name] = DECIMALS.has(name) ? canonical(value as Decimal) : String(value);
  }
  return payload;
}

/** SHA-256 of the payload, 64 lower case hex digits; does not depend on the order of the fields. */
export function payloadHash(payload: IntentPayload): string {
  // Quoted names and values with fixed separators: no two payloads have the same text.
  const fields = Object.keys(payload).sort();
  return hash('sha256', JSON.stringify(fields.map((name) => [name, payload[name]])));
}

/** Names of the fields in which two payloads differ, sorted; a field that only one has differs. */
export function differingFields(a: IntentPayload, b: IntentPayload): string[] {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].filter((name) => a[name] !== b[name]).sort();
}

/** The order that a `place` or `replace` intent asks for, decimals in their one spelling: what is sent and kept. */
export function orderBodyOf(intent: PlaceIntent | ReplaceIntent): OrderBody {
  const { symbol, side, quantity, orderType, limitPrice, stopPrice, timeInForce } = intent;
  return {
    symbol,
    side,
    quantity: canonical(quantity),
    orderType,
    ...(limitPrice === undefined ? {} : { limitPrice: canonical(limitPrice) }),
    ...(stopPrice === undefined ? {} : { stopPrice: canonical(stopPrice) }),
    timeInForce,
  };
}
