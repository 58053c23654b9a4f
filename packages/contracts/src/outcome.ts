import { z } from 'zod';
import { decimalSchema, nonNegativeDecimalSchema, positiveDecimalSchema } from './decimal.ts';
import {
  accountIdSchema,
  clientOrderIdSchema,
  orderUuidSchema,
  strategyIdSchema,
  symbolSchema,
} from './identifiers.ts';
import { epochMsSchema, SCHEMA_VERSION } from './intent.ts';
import {
  EXEC_TYPES,
  type ExecType,
  ORD_STATUSES,
  ORDER_TYPES,
  REASON_CODES,
  SIDES,
  TIMES_IN_FORCE,
} from './words.ts';

/** The order as it was sent to the venue: what an adopted order is compared with. */
export const orderBodySchema = z.strictObject({
  symbol: symbolSchema,
  side: z.enum(SIDES),
  quantity: positiveDecimalSchema,
  orderType: z.enum(ORDER_TYPES),
  limitPrice: positiveDecimalSchema.optional(),
  stopPrice: positiveDecimalSchema.optional(),
  timeInForce: z.enum(TIMES_IN_FORCE),
});
export type OrderBody = z.output<typeof orderBodySchema>;

/** One exchange with the venue, kept so that a person can prove it later. */
export const evidenceSchema = z.strictObject({
  atMs: epochMsSchema,
  action: z.enum(['submit', 'replace', 'cancel', 'look-up']),
  result: z.string().max(200),
  requestId: z.string().max(200).optional(),
  latencyMs: z.number().min(0).optional(),
});
export type Evidence = z.output<typeof evidenceSchema>;

const sha256HexSchema = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower case hex digits');

export const digestSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{16}$/, 'must be 16 characters of base64url');

const OTHER_EXEC_TYPES = EXEC_TYPES.filter(
  (execType): execType is Exclude<ExecType, 'REFUSED' | 'EXTERNAL'> =>
    execType !== 'REFUSED' && execType !== 'EXTERNAL',
);

const fields = {
  schemaVersion: z.literal(SCHEMA_VERSION),
  outcomeId: z.string().min(1).max(200),
  origClientOrderId: clientOrderIdSchema.optional(),
  orderUuid: orderUuidSchema.optional(),
  strategyId: strategyIdSchema.optional(),
  side: z.enum(SIDES).optional(),
  ordStatus: z.enum(ORD_STATUSES),
  source: z.enum(['broker', 'executor']),
  reason: z.strictObject({ code: z.enum(REASON_CODES), text: z.string().max(1000) }).optional(),
  brokerOrderId: z.string().max(100).optional(),
  execId: z.string().max(100).optional(),
  quantity: nonNegativeDecimalSchema.optional(),
  lastQty: nonNegativeDecimalSchema.optional(),
  lastPx: decimalSchema.optional(),
  cumQty: nonNegativeDecimalSchema,
  leavesQty: nonNegativeDecimalSchema,
  avgPx: decimalSchema.optional(),
  /** The client order id of the order that this copy repeats. */
  duplicateOf: clientOrderIdSchema.optional(),
  order: orderBodySchema.optional(),
  payloadHash: sha256HexSchema.optional(),
  contentKey: sha256HexSchema.optional(),
  evidence: z.array(evidenceSchema).max(100).optional(),
  transactTimeMs: epochMsSchema,
  intent: z
    .strictObject({
      topic: z.string().min(1).max(249),
      partition: z.int().min(0),
      offset: z.string().regex(/^[0-9]{1,19}$/, 'must be an offset of at most 19 digits'),
      createdAtMs: epochMsSchema.optional(),
      /** `recordDigest` of the intent's record: which bytes were read there. */
      digest: digestSchema.optional(),
    })
    .optional(),
};

/** What happened to an order of ours. */
export const orderOutcomeSchema = z.strictObject({
  ...fields,
  execType: z.enum(OTHER_EXEC_TYPES),
  clientOrderId: clientOrderIdSchema,
  accountId: accountIdSchema,
  symbol: symbolSchema,
});

/** An intent that could not be read, but whose id could: its other fields stand here only where they are valid. */
export const refusedOutcomeSchema = z.strictObject({
  ...fields,
  execType: z.literal('REFUSED'),
  clientOrderId: clientOrderIdSchema,
  accountId: accountIdSchema.optional(),
  symbol: symbolSchema.optional(),
});

/** An execution of an order that did not come through here: its client order id is the venue's or a stranger's. */
export const externalOutcomeSchema = z.strictObject({
  ...fields,
  execType: z.literal('EXTERNAL'),
  clientOrderId: z.string().max(128).optional(),
  accountId: accountIdSchema,
  symbol: symbolSchema,
});

/** One event of an order's life as it stands on `orders.outcomes`. */
export const outcomeSchema = z.discriminatedUnion('execType', [
  orderOutcomeSchema,
  refusedOutcomeSchema,
  externalOutcomeSchema,
]);

export type OrderOutcome = z.output<typeof orderOutcomeSchema>;
export type RefusedOutcome = z.output<typeof refusedOutcomeSchema>;
export type ExternalOutcome = z.output<typeof externalOutcomeSchema>;
export type Outcome = OrderOutcome | RefusedOutcome | ExternalOutcome;
