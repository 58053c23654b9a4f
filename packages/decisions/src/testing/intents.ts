import { type ClientOrderId, type Intent, intentSchema } from '@orderonce/contracts';

/** When the intents of tests are made. */
export const BEGIN_MS = 1_760_000_000_000;

const COMMON = {
  schemaVersion: 1,
  clientOrderId: 'MOM-1RV4K2-000001-a3f8b2c1',
  orderUuid: 'a3f8b2c1-58cc-4372-a567-0e02b2c3d479',
  strategyId: 'MOM',
  accountId: 'ACC-1',
  symbol: 'AAPL',
  createdAtMs: BEGIN_MS,
};

/** A market order for ten AAPL, with changes. */
export function intent(changes: Record<string, unknown> = {}): Intent {
  return intentSchema.parse({
    ...COMMON,
    kind: 'place',
    side: 'BUY',
    quantity: '10',
    orderType: 'MARKET',
    timeInForce: 'DAY',
    ...changes,
  });
}

/** A close of all AAPL, with changes. */
export function closeAll(changes: Record<string, unknown> = {}): Intent {
  return intentSchema.parse({
    ...COMMON,
    kind: 'close',
    clientOrderId: 'MOM-1RV4K2-000007-d4f8b2c1',
    orderUuid: 'd4f8b2c1-58cc-4372-a567-0e02b2c3d479',
    timeInForce: 'DAY',
    ...changes,
  });
}

/** Asks for a limit order for twelve at 99 in the place of another, with changes. */
export function replaceOf(
  origClientOrderId: ClientOrderId,
  changes: Record<string, unknown> = {},
): Intent {
  return intentSchema.parse({
    ...COMMON,
    kind: 'replace',
    clientOrderId: 'MOM-1RV4K2-000005-c4f8b2c1',
    orderUuid: 'c4f8b2c1-58cc-4372-a567-0e02b2c3d479',
    origClientOrderId,
    side: 'BUY',
    quantity: '12',
    orderType: 'LIMIT',
    limitPrice: '99',
    timeInForce: 'DAY',
    ...changes,
  });
}

export function cancelOf(
  origClientOrderId: ClientOrderId,
  changes: Record<string, unknown> = {},
): Intent {
  return intentSchema.parse({
    ...COMMON,
    kind: 'cancel',
    clientOrderId: 'MOM-1RV4K2-000009-b4f8b2c1',
    orderUuid: 'b4f8b2c1-58cc-4372-a567-0e02b2c3d479',
    origClientOrderId,
    ...changes,
  });
}
