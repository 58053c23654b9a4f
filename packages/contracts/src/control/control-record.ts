import { z } from 'zod';
import { positiveDecimalSchema } from '../decimal.ts';
import { accountIdSchema, clientOrderIdSchema, symbolSchema } from '../identifiers.ts';
import { epochMsSchema, intentSchema, SCHEMA_VERSION } from '../intent.ts';
import { digestSchema } from '../outcome.ts';
import { REASON_CODES } from '../words.ts';
import { killScopeSchema, limitsScopeSchema } from './scope.ts';

/** Names one change, so that it can be acknowledged, confirmed and found again. */
const changeIdSchema = z.string().regex(/^[0-9a-z-]{8,64}$/, 'must be 8 to 64 of a-z, 0-9 and "-"');
/** One line: it is shown in terminals and logs. */
const wordsSchema = (longest: number) =>
  z
    .string()
    .min(1, 'must not be empty')
    .max(longest)
    .regex(/^\P{Cc}+$/u, 'must be one line without control characters');

const versioned = { schemaVersion: z.literal(SCHEMA_VERSION) };
/** Every change that a person makes says who made it and why. */
const signed = {
  ...versioned,
  changeId: changeIdSchema,
  who: wordsSchema(100),
  why: wordsSchema(500),
  atMs: epochMsSchema,
};

/** Nothing in the scope is sent from here on. It stays until a resume-request and a resume both name it. */
export const killSwitchSchema = z.strictObject({
  ...signed,
  kind: z.literal('kill-switch'),
  scope: killScopeSchema,
});

/** First step of resuming: says which kill switch is meant. Changes nothing by itself. */
export const resumeRequestSchema = z.strictObject({
  ...signed,
  kind: z.literal('resume-request'),
  scope: killScopeSchema,
  /** `changeId` of the kill switch. */
  resumes: changeIdSchema,
});

/** Second step: confirms the request. */
export const resumeSchema = z.strictObject({
  ...signed,
  kind: z.literal('resume'),
  scope: killScopeSchema,
  resumes: changeIdSchema,
  /** `changeId` of the resume-request. */
  confirms: changeIdSchema,
});

/** What the orders of a scope may be at most. A rule that is absent does not apply; the strictest of all scopes does. */
export const limitsSchema = z
  .strictObject({
    ...signed,
    kind: z.literal('limits'),
    scope: limitsScopeSchema,
    maxQuantity: positiveDecimalSchema.optional(),
    /** Quantity times price; of a market order the reference price, where there is one. */
    maxNotional: positiveDecimalSchema.optional(),
    /** How far a price may be from the reference price, as a fraction of it: `"0.05"` is five percent. */
    maxPriceDeviation: positiveDecimalSchema.optional(),
    maxOrdersPerSecond: z.int().min(1).max(1_000_000).optional(),
    /** Who may trade on the account; absent: everybody. */
    allowedStrategyIds: z
      .array(z.string().regex(/^[A-Z0-9]{1,10}$/))
      .max(1000)
      .optional(),
  })
  .superRefine((limits, context) => {
    if (limits.allowedStrategyIds !== undefined && limits.scope.kind !== 'account')
      context.addIssue({
        code: 'custom',
        path: ['allowedStrategyIds'],
        message: 'is only for the scope of an account',
      });
  });

/** What a price is held against, from whoever has market data. */
export const referencePriceSchema = z.strictObject({
  ...versioned,
  kind: z.literal('reference-price'),
  symbol: symbolSchema,
  price: positiveDecimalSchema,
  atMs: epochMsSchema,
});

/** An order whose fate nobody knows: it stops its instrument until a person resolves it. */
export const holdSchema = z.strictObject({
  ...versioned,
  kind: z.literal('hold'),
  /** The whole intent, so that whoever resolves it needs no other source. */
  intent: intentSchema,
  position: z.strictObject({
    topic: z.string().min(1).max(249),
    partition: z.int().min(0),
    offset: z.string().regex(/^[0-9]{1,19}$/),
  }),
  /** `recordDigest` of the intent's record there, for the outcomes that tell of it later. */
  digest: digestSchema.optional(),
  reason: z.strictObject({ code: z.enum(REASON_CODES), text: z.string().max(1000) }),
  heldAtMs: epochMsSchema,
});

/**
 * What a person says of a held order: `adopt` (the venue has it), `absent` (it has not), `resend` (it has not,
 * and it is still wanted), `abandon` (nobody will ever know; it is settled outside).
 */
export const RESOLUTIONS = ['adopt', 'absent', 'resend', 'abandon'] as const;
export const resolutionSchema = z.strictObject({
  ...signed,
  kind: z.literal('resolution'),
  accountId: accountIdSchema,
  symbol: symbolSchema,
  clientOrderId: clientOrderIdSchema,
  decision: z.enum(RESOLUTIONS),
  /** For `adopt`, where the venue cannot be asked by client order id. */
  brokerOrderId: z.string().min(1).max(100).optional(),
});

/** One executor's word that it knows of a change and acts by it. */
export const acknowledgementSchema = z.strictObject({
  ...versioned,
  kind: z.literal('acknowledgement'),
  executorId: z.string().regex(/^[A-Za-z0-9_.-]{1,100}$/),
  acknowledges: changeIdSchema,
  result: z.enum(['done', 'refused']),
  /** What came of it, or why not. */
  text: z.string().max(1000),
  atMs: epochMsSchema,
});

/** One record of `orders.control`. The last record of each key is what holds; see `controlKey`. */
export const controlRecordSchema = z.discriminatedUnion('kind', [
  killSwitchSchema,
  resumeRequestSchema,
  resumeSchema,
  limitsSchema,
  referencePriceSchema,
  holdSchema,
  resolutionSchema,
  acknowledgementSchema,
]);

export type KillSwitch = z.output<typeof killSwitchSchema>;
export type ResumeRequest = z.output<typeof resumeRequestSchema>;
export type Resume = z.output<typeof resumeSchema>;
export type Limits = z.output<typeof limitsSchema>;
export type ReferencePrice = z.output<typeof referencePriceSchema>;
export type HoldRecord = z.output<typeof holdSchema>;
export type Resolution = z.output<typeof resolutionSchema>;
export type Acknowledgement = z.output<typeof acknowledgementSchema>;
export type ControlRecord = z.output<typeof controlRecordSchema>;
