import {
  decodeIntent,
  type Intent,
  intentPayload,
  intentShapeSchema,
  payloadHash,
} from '@orderonce/contracts';
import { quickPayloadHash, shapesOf } from '@orderonce/contracts/quick';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { everyKindOfDay } from '../testing/day.ts';

const intents = everyKindOfDay()
  .filter(({ topic }) => topic === 'intents')
  .map(({ value }) => decodeIntent(Buffer.from(value)))
  .flatMap((decoded) => (decoded.ok ? [decoded.intent] : []));

const amount = fc.stringMatching(/^(?:0|[1-9][0-9]{0,5})(?:\.[0-9]{1,4})?$/);
const text = fc.stringMatching(/^[A-Z0-9][A-Z0-9._/-]{0,9}$/);
/** Fields of any kind of intent; those that one has not are left out of it. */
const changes = fc.record(
  {
    ...{ quantity: amount, limitPrice: amount, stopPrice: amount, symbol: text, accountId: text },
    ...{ strategyId: text, side: fc.constantFrom('BUY', 'SELL') },
    timeInForce: fc.constantFrom('DAY', 'GTC', 'IOC'),
    orderType: fc.constantFrom('MARKET', 'LIMIT', 'STOP', 'STOP_LIMIT'),
    occurrence: fc.constantFrom(1, 2, 1_000_000),
    createdAtMs: fc.nat(),
    expiresAtMs: fc.nat(),
  },
  { requiredKeys: [] },
);

it('knows every kind of intent', () => {
  expect(new Set(intents.map(({ kind }) => kind))).toEqual(
    new Set(['place', 'replace', 'cancel', 'close']),
  );
});

it('knows every field that there is', () => {
  const named = shapesOf(intentShapeSchema).flatMap(({ properties = {} }) =>
    Object.keys(properties),
  );
  expect([...new Set(named)].sort()).toEqual([
    ...['accountId', 'clientOrderId', 'createdAtMs', 'expiresAtMs', 'kind', 'limitPrice'],
    ...['occurrence', 'orderType', 'orderUuid', 'origClientOrderId', 'quantity', 'schemaVersion'],
    ...['side', 'stopPrice', 'strategyId', 'symbol', 'timeInForce'],
  ]);
});

it('gives the payload hash that executors compute, whatever the fields are', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...intents),
      changes,
      fc.boolean(),
      (from, changed, asUndefined) => {
        const intent = { ...from, ...(asUndefined && NOTHING), ...changed } as Intent;
        expect(quickPayloadHash(intent)).toBe(payloadHash(intentPayload(intent)));
      },
    ),
    { numRuns: 2_000 },
  );
});

/** As a quick decoder leaves what is absent. */
const NOTHING = { occurrence: undefined, expiresAtMs: undefined };
