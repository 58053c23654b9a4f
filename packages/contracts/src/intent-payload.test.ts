import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyIntent } from './arbitraries.ts';
import { type Intent, intentSchema, placeIntentSchema } from './intent.ts';
import { differingFields, intentPayload, orderBodyOf, payloadHash } from './intent-payload.ts';

const PLACE = {
  schemaVersion: 1,
  kind: 'place',
  clientOrderId: 'MOM-1RV4K2-000001-a3f8b2c1',
  orderUuid: 'a3f8b2c1-58cc-4372-a567-0e02b2c3d479',
  strategyId: 'MOM',
  accountId: 'ACC-1',
  symbol: 'AAPL',
  side: 'BUY',
  quantity: '10.00',
  orderType: 'LIMIT',
  limitPrice: '178.50',
  timeInForce: 'DAY',
  createdAtMs: 1_780_000_000_000,
};
const read = (change: object): Intent => intentSchema.parse({ ...PLACE, ...change });
const hashOf = (change: object) => payloadHash(intentPayload(read(change)));

describe('the payload of an intent', () => {
  it('is what it asks for, decimals in their one spelling', () => {
    expect(intentPayload(read({}))).toEqual({
      kind: 'place',
      clientOrderId: 'MOM-1RV4K2-000001-a3f8b2c1',
      orderUuid: 'a3f8b2c1-58cc-4372-a567-0e02b2c3d479',
      strategyId: 'MOM',
      accountId: 'ACC-1',
      symbol: 'AAPL',
      side: 'BUY',
      quantity: '10',
      orderType: 'LIMIT',
      limitPrice: '178.5',
      timeInForce: 'DAY',
    });
  });

  it('does not depend on when a copy was made, or on how its decimals were written', () => {
    const first = hashOf({});
    expect(first).toBe('e96311d22689743989e51d4951c0804b41e66670c521ee220f228bf9cdd97d6a');
    expect(hashOf({ createdAtMs: 1_780_000_000_001, expiresAtMs: 1_790_000_000_000 })).toBe(first);
    expect(hashOf({ quantity: '10', limitPrice: '178.500' })).toBe(first);
    expect(hashOf({ occurrence: 1 })).toBe(first);
  });

  it('has another hash when anything else changes', () => {
    const changes = [
      { quantity: '11' },
      { limitPrice: '178.51' },
      { side: 'SELL' },
      { symbol: 'MSFT' },
      { accountId: 'ACC-2' },
      { timeInForce: 'GTC' },
      { occurrence: 2 },
      { orderUuid: 'a3f8b2c1-58cc-4372-a567-0e02b2c3d470' },
    ];
    expect(new Set([{}, ...changes].map(hashOf)).size).toBe(changes.length + 1);
  });

  it('has a hash that does not depend on the order of its fields', () => {
    fc.assert(
      fc.property(anyIntent, (intent) => {
        const payload = intentPayload(intent);
        const reversed = Object.fromEntries(Object.entries(payload).reverse());
        expect(payloadHash(reversed)).toBe(payloadHash(payload));
      }),
    );
  });

  it('never has the hash of a payload whose names and values are cut elsewhere', () => {
    expect(payloadHash({ a: 'b","c' })).not.toBe(payloadHash({ a: 'b', c: '' }));
    expect(payloadHash({ ab: 'c' })).not.toBe(payloadHash({ a: 'bc' }));
  });

  it('names the fields in which two differ, also those that only one has', () => {
    const changed = read({ quantity: '11', occurrence: 2 });
    expect(differingFields(intentPayload(read({})), intentPayload(changed))).toEqual([
      'occurrence',
      'quantity',
    ]);
    expect(differingFields(intentPayload(changed), intentPayload(changed))).toEqual([]);
  });
});

describe('the order body of a place intent', () => {
  it('has its prices and only those', () => {
    expect(orderBodyOf(placeIntentSchema.parse(PLACE))).toEqual({
      symbol: 'AAPL',
      side: 'BUY',
      quantity: '10',
      orderType: 'LIMIT',
      limitPrice: '178.5',
      timeInForce: 'DAY',
    });
  });
});
