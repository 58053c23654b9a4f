import fc from 'fast-check';
import { type Decimal, decimal } from './decimal.ts';
import type {
  AccountId,
  ClientOrderId,
  OrderUuid,
  StrategyId,
  TradingSymbol,
} from './identifiers.ts';
import { type Intent, SCHEMA_VERSION } from './intent.ts';
import { formatOrderId } from './order-id.ts';
import type { Evidence, Outcome } from './outcome.ts';
import { EXEC_TYPES, ORD_STATUSES, REASON_CODES, SIDES, TIMES_IN_FORCE } from './words.ts';

/** Valid messages for property tests. */

const orderUuid = fc.uuid({ version: 4 }).map((text) => text as OrderUuid);
const strategyId = fc.stringMatching(/^[A-Z0-9]{1,10}$/).map((text) => text as StrategyId);
const accountId = fc.stringMatching(/^[A-Za-z0-9_.-]{1,64}$/).map((text) => text as AccountId);
const symbol = fc
  .stringMatching(/^[A-Z0-9][A-Z0-9._/-]{0,31}$/)
  .map((text) => text as TradingSymbol);
const epochMs = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2099, 0, 1) });
const side = fc.constantFrom(...SIDES);
const timeInForce = fc.constantFrom(...TIMES_IN_FORCE);
const text = (maxLength: number) => fc.string({ unit: 'grapheme-ascii', maxLength });

const fraction = fc.stringMatching(/^(\.[0-9]{1,12})?$/);
const positive: fc.Arbitrary<Decimal> = fc
  .tuple(fc.bigInt(1n, 10n ** 18n - 1n), fraction)
  .map(([whole, rest]) => decimal(`${whole}${rest}`));
const notNegative = fc.oneof(
  positive,
  fraction.map((rest) => decimal(`0${rest}`)),
);

const identity = fc
  .tuple(orderUuid, strategyId, fc.nat(2 ** 30 - 1), fc.integer({ min: 1, max: 999_999 }))
  .map(([orderUuid, strategyId, session, sequence]) => ({
    clientOrderId: formatOrderId({
      strategyId,
      session,
      sequence,
      uuidPrefix: orderUuid.slice(0, 8),
    }),
    orderUuid,
    strategyId,
  }));
const anyClientOrderId: fc.Arbitrary<ClientOrderId> = identity.map((ids) => ids.clientOrderId);

const prices = fc.oneof(
  fc.record({ orderType: fc.constant('MARKET' as const) }),
  fc.record({ orderType: fc.constant('LIMIT' as const), limitPrice: positive }),
  fc.record({ orderType: fc.constant('STOP' as const), stopPrice: positive }),
  fc.record({
    orderType: fc.constant('STOP_LIMIT' as const),
    limitPrice: positive,
    stopPrice: positive,
  }),
);

const times = fc
  .tuple(epochMs, fc.option(fc.integer({ min: 1, max: 86_400_000 }), { nil: undefined }))
  .map(([createdAtMs, lifeMs]) =>
    lifeMs === undefined ? { createdAtMs } : { createdAtMs, expiresAtMs: createdAtMs + lifeMs },
  );

const common = fc
  .tuple(identity, fc.record({ accountId, symbol }), times)
  .map(([ids, instrument, when]) => ({
    schemaVersion: SCHEMA_VERSION as typeof SCHEMA_VERSION,
    ...ids,
    ...instrument,
    ...when,
  }));

const order = fc
  .tuple(fc.record({ side, quantity: positive, timeInForce }), prices)
  .map(([what, price]) => ({ ...what, ...price }));
const target = fc.record({ origClientOrderId: anyClientOrderId });

const placed = fc
  .tuple(
    common,
    order,
    fc.record({ occurrence: fc.nat(9).map((n) => n + 1) }, { requiredKeys: [] }),
  )
  .map((parts): Intent => Object.assign({ kind: 'place' as const }, ...parts));
const replaced = fc
  .tuple(common, order, target)
  .map((parts): Intent => Object.assign({ kind: 'replace' as const }, ...parts));
const cancelled = fc
  .tuple(common, target)
  .map((parts): Intent => Object.assign({ kind: 'cancel' as const }, ...parts));
const closed = fc
  .tuple(common, fc.record({ timeInForce, quantity: positive }, { requiredKeys: ['timeInForce'] }))
  .map((parts): Intent => Object.assign({ kind: 'close' as const }, ...parts));

export const anyIntent: fc.Arbitrary<Intent> = fc.oneof(placed, replaced, cancelled, closed);

const evidence: fc.Arbitrary<Evidence> = fc.record(
  {
    atMs: epochMs,
    action: fc.constantFrom('submit' as const, 'look-up' as const),
    result: text(200),
    requestId: text(200),
    latencyMs: fc.double({ min: 0, max: 1e6, noNaN: true }),
  },
  { requiredKeys: ['atMs', 'action', 'result'] },
);

const always = [
  'schemaVersion',
  'outcomeId',
  'ordStatus',
  'source',
  'cumQty',
  'leavesQty',
] as const;

const told = fc.record(
  {
    schemaVersion: fc.constant(SCHEMA_VERSION),
    outcomeId: text(199).map((rest) => `x${rest}`),
    origClientOrderId: anyClientOrderId,
    orderUuid,
    strategyId,
    side,
    ordStatus: fc.constantFrom(...ORD_STATUSES),
    source: fc.constantFrom('broker' as const, 'executor' as const),
    reason: fc.record({ code: fc.constantFrom(...REASON_CODES), text: text(1000) }),
    brokerOrderId: text(100),
    execId: text(100),
    quantity: notNegative,
    lastQty: notNegative,
    lastPx: positive,
    cumQty: notNegative,
    leavesQty: notNegative,
    avgPx: positive,
    duplicateOf: anyClientOrderId,
    order: fc.tuple(order, fc.record({ symbol })).map(([what, where]) => ({ ...where, ...what })),
    payloadHash: fc.stringMatching(/^[0-9a-f]{64}$/),
    contentKey: fc.stringMatching(/^[0-9a-f]{64}$/),
    evidence: fc.array(evidence, { maxLength: 5 }),
    transactTimeMs: epochMs,
    intent: fc.record({
      topic: fc.constant('orders.intents'),
      partition: fc.nat(),
      offset: fc.bigInt(0n, 2n ** 63n - 1n).map(String),
      createdAtMs: epochMs,
    }),
  },
  { requiredKeys: [...always, 'transactTimeMs'] },
);

const whose = fc.oneof(
  fc.record({
    execType: fc.constantFrom(...EXEC_TYPES.filter((word) => word !== 'EXTERNAL')),
    clientOrderId: anyClientOrderId,
    accountId,
    symbol,
  }),
  fc.record({ execType: fc.constant('REFUSED' as const), clientOrderId: anyClientOrderId }),
  fc.record({ execType: fc.constant('EXTERNAL' as const), accountId, symbol }),
);

export const anyOutcome: fc.Arbitrary<Outcome> = fc
  .tuple(told, whose)
  .map((parts): Outcome => Object.assign({}, ...parts));
