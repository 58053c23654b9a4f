import { accountIdSchema, strategyIdSchema } from '@orderonce/contracts';
import { describe, expect, it } from 'vitest';
import { ClientFailure } from './client-failure.ts';
import { createIntentBuilder, type OrderRequest } from './intent-builder.ts';

const T0 = Date.UTC(2026, 10, 20, 14, 31);
const order: OrderRequest = {
  symbol: 'AAPL',
  side: 'BUY',
  quantity: '10',
  orderType: 'LIMIT',
  limitPrice: '178.50',
};

describe('an intent builder', () => {
  it('makes a whole intent of an order, with ids of its own', () => {
    const intent = builder().place(order);
    expect(intent).toMatchObject({
      schemaVersion: 1,
      kind: 'place',
      strategyId: 'MOM',
      accountId: 'PAPER-1',
      symbol: 'AAPL',
      limitPrice: '178.50',
      timeInForce: 'DAY',
      createdAtMs: T0,
    });
    expect(intent.clientOrderId).toMatch(/^MOM-[0-9A-Z]{6}-000001-[0-9a-f]{8}$/);
    expect(intent.orderUuid.slice(0, 8)).toBe(intent.clientOrderId.slice(-8));
  });

  it('gives each intent other ids, also when the orders are equal', () => {
    const intents = builder();
    expect(intents.place(order).clientOrderId).not.toBe(intents.place(order).clientOrderId);
  });

  it('draws from one sequence with the builders that share its counter', () => {
    const counter = new SharedArrayBuffer(8);
    const [a, b] = [builder(counter), builder(counter)];
    const sequences = [a, b, a].map((each) => each.place(order).clientOrderId.split('-')[2]);
    expect(sequences).toEqual(['000001', '000002', '000003']);
  });

  it('names every field that breaks a rule, and makes nothing', () => {
    const bad = { ...order, quantity: '0', limitPrice: '1e400', side: 'HOLD' } as never;
    try {
      builder().place(bad);
      expect.unreachable();
    } catch (error) {
      if (!(error instanceof ClientFailure)) throw error;
      expect(error.code).toBe('INVALID_INTENT');
      expect(error.problems.map(({ path }) => path).sort()).toEqual([
        'limitPrice',
        'quantity',
        'side',
      ]);
    }
  });

  it("does not let a caller's field pass for one of its own", () => {
    const forged = { ...order, clientOrderId: 'EVIL-1RV4K2-000001-a3f8b2c1' } as OrderRequest;
    expect(builder().place(forged).clientOrderId).toMatch(/^MOM-/);
  });

  it('makes cancels, replaces and closes', () => {
    const intents = builder();
    const { clientOrderId: origClientOrderId } = intents.place(order);
    expect(intents.cancel({ symbol: 'AAPL', origClientOrderId }).kind).toBe('cancel');
    expect(intents.replace({ ...order, origClientOrderId }).kind).toBe('replace');
    expect(intents.closePosition({ symbol: 'AAPL' })).toMatchObject({
      kind: 'close',
      timeInForce: 'DAY',
    });
  });
});

function builder(counter?: SharedArrayBuffer) {
  return createIntentBuilder({
    strategyId: strategyIdSchema.parse('MOM'),
    accountId: accountIdSchema.parse('PAPER-1'),
    nowMs: () => T0,
    ...(counter && { counter }),
  });
}
