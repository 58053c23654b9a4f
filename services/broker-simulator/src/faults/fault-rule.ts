import { accountIdSchema } from '@orderonce/contracts';
import { z } from 'zod';

/** What can be done on purpose to a submit. */
export const FAULTS = [
  /** Dealt with, and then answered 503. */
  'answer-lost-503',
  /** Dealt with, and then the connection is reset. */
  'answer-lost-reset',
  /** Answered 503 and not dealt with. */
  'refuse-503',
  /** Dealt with at once and answered `ms` later. */
  'slow-ms',
  /** An order that is accepted is hidden from look-ups for `ms`. */
  'hide-ms',
] as const;
export type Fault = (typeof FAULTS)[number];

const LONGEST_MS = 600_000;

const common = {
  /** The share of requests that it hits; which ones, the seed decides. */
  rate: z.number().min(0).max(1).default(1),
  /** Only requests of this account, or of this symbol. */
  accountId: accountIdSchema.optional(),
  symbol: z.string().min(1).max(40).optional(),
  /** Only this many of the requests that come from now on and that the other fields fit. */
  next: z.int().min(1).optional(),
};
const durationSchema = z.int().min(1).max(LONGEST_MS);

const faultRuleSchema = z.discriminatedUnion('fault', [
  z.strictObject({ ...common, fault: z.literal('answer-lost-503') }),
  z.strictObject({ ...common, fault: z.literal('answer-lost-reset') }),
  z.strictObject({ ...common, fault: z.literal('refuse-503') }),
  z.strictObject({ ...common, fault: z.literal('slow-ms'), ms: durationSchema }),
  z.strictObject({ ...common, fault: z.literal('hide-ms'), ms: durationSchema }),
]);
export type FaultRule = z.output<typeof faultRuleSchema>;

export const faultRulesSchema = z.array(faultRuleSchema).max(100);
