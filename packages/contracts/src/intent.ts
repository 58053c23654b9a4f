import { z } from 'zod';
import { positiveDecimalSchema } from './decimal.ts';
import {
  accountIdSchema,
  clientOrderIdSchema,
  orderUuidSchema,
  strategyIdSchema,
  symbolSchema,
} from './identifiers.ts';
import { SIDES, TIMES_IN_FORCE } from './words.ts';

/** The highest version of the two message schemas that this code reads and the one that it writes. */
export const SCHEMA_VERSION = 1;

/** The latest time a message may carry: year 2100. Seconds or nanoseconds by mistake fall outside. */
const EARLIEST_MS = Date.UTC(2020, 0, 1);
const LATEST_MS = Date.UTC(2100, 0, 1);

export const epochMsSchema = z
  .int('must be whole milliseconds since 1970')
  .min(EARLIEST_MS, 'must be milliseconds since 1970, not before 2020 (are these seconds?)')
  .max(LATEST_MS, 'must be milliseconds since 1970, before 2100');

const common = {
  schemaVersion: z.literal(SCHEMA_VERSION),
  clientOrderId: clientOrderIdSchema,
  orderUuid: orderUuidSchema,
  strategyId: strategyIdSchema,
  accountId: accountIdSchema,
  symbol: symbolSchema,
  createdAtMs: epochMsSchema,
  expiresAtMs: epochMsSchema.optional(),
};

const absent = (orderType: string, field: string) =>
  z.never({ error: `is not allowed on a ${orderType} order: it carries no ${field}` }).optional();

const prices = {
  MARKET: {
    limitPrice: absent('MARKET', 'limit price'),
    stopPrice: absent('MARKET', 'stop price'),
  },
  LIMIT: { limitPrice: positiveDecimalSchema, stopPrice: absent('LIMIT', 'stop price') },
  STOP: { limitPrice: absent('STOP', 'limit price'), stopPrice: positiveDecimalSchema },
  STOP_LIMIT: { limitPrice: positiveDecimalSchema, stopPrice: positiveDecimalSchema },
};

const placeFields = {
  ...common,
  kind: z.literal('place'),
  side: z.enum(SIDES),
  quantity: positiveDecimalSchema,
  timeInForce: z.enum(TIMES_IN_FORCE),
  /** Says that an order equal to an earlier one is meant: 2 for the second, and so on. */
  occurrence: z.int().min(1).max(1_000_000).optional(),
};

const replaceFields = {
  ...common,
  kind: z.literal('replace'),
  origClientOrderId: clientOrderIdSchema,
  side: z.enum(SIDES),
  /** The new total of the whole replace chain, what is already filled included (FIX OrderQty). */
  quantity: positiveDecimalSchema,
  timeInForce: z.enum(TIMES_IN_FORCE),
};

function byOrderType<Fields extends z.ZodRawShape>(fields: Fields) {
  return z.discriminatedUnion('orderType', [
    z.strictObject({ ...fields, orderType: z.literal('MARKET'), ...prices.MARKET }),
    z.strictObject({ ...fields, orderType: z.literal('LIMIT'), ...prices.LIMIT }),
    z.strictObject({ ...fields, orderType: z.literal('STOP'), ...prices.STOP }),
    z.strictObject({ ...fields, orderType: z.literal('STOP_LIMIT'), ...prices.STOP_LIMIT }),
  ]);
}

export const placeIntentSchema = byOrderType(placeFields);
export const replaceIntentSchema = byOrderType(replaceFields);

export const cancelIntentSchema = z.strictObject({
  ...common,
  kind: z.literal('cancel'),
  origClientOrderId: clientOrderIdSchema,
});

export const closeIntentSchema = z.strictObject({
  ...common,
  kind: z.literal('close'),
  /** Absent: all of the position. */
  quantity: positiveDecimalSchema.optional(),
  timeInForce: z.enum(TIMES_IN_FORCE),
});

/** The shape of an intent, before the rules that span two fields; this is what becomes JSON Schema. */
export const intentShapeSchema = z.discriminatedUnion('kind', [
  placeIntentSchema,
  replaceIntentSchema,
  cancelIntentSchema,
  closeIntentSchema,
]);

/** An order intent as strategies publish it to `orders.intents`. */
export const intentSchema = intentShapeSchema.superRefine((intent, context) => {
  const complain = (path: string, message: string) =>
    context.addIssue({ code: 'custom', path: [path], message });
  const { clientOrderId, strategyId, orderUuid } = intent;
  const strategy = clientOrderId.slice(0, clientOrderId.indexOf('-'));
  if (strategy !== strategyId)
    complain('strategyId', `must be ${strategy}, the strategy in clientOrderId`);
  const uuidPrefix = clientOrderId.slice(-8);
  if (!orderUuid.startsWith(uuidPrefix))
    complain('orderUuid', `must begin with ${uuidPrefix}, the last part of clientOrderId`);
  if (intent.expiresAtMs !== undefined && intent.expiresAtMs <= intent.createdAtMs)
    complain('expiresAtMs', 'must be after createdAtMs');
  if ('origClientOrderId' in intent && intent.origClientOrderId === intent.clientOrderId)
    complain('origClientOrderId', 'must name another order than clientOrderId');
});

export type PlaceIntent = z.output<typeof placeIntentSchema>;
export type ReplaceIntent = z.output<typeof replaceIntentSchema>;
export type CancelIntent = z.output<typeof cancelIntentSchema>;
export type CloseIntent = z.output<typeof closeIntentSchema>;
export type Intent = PlaceIntent | ReplaceIntent | CancelIntent | CloseIntent;
