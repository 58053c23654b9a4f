import { accountIdSchema } from '@orderonce/contracts';
import { z } from 'zod';

/** What can be done on purpose, by the moment at which it is decided. */
export const FAULTS_BY_MOMENT = {
  /** When a request to place, replace or cancel arrives. */
  request: [
    /** Dealt with, and then answered 503. */
    'answer-lost-503',
    /** Dealt with, and then the connection is reset. */
    'answer-lost-reset',
    /** Dealt with, and then the connection is reset in the middle of the answer's body. */
    'answer-lost-mid-body',
    /** Answered 503 and not dealt with. */
    'refuse-503',
    /** Answered 429 and not dealt with. */
    'refuse-429',
    /** Dealt with at once and answered `ms` later. */
    'slow-ms',
    /** An order that is accepted is hidden from look-ups for `ms`. */
    'hide-ms',
    /** An order that is accepted is rejected a step later; one that it is to replace goes on. */
    'reject-late',
    /** The client order id of an accepted order is free again after `ms`, and nothing is found by it. */
    'forget-id-ms',
  ],
  /** When an order is asked to be replaced: it is filled before. */
  replace: ['fill-before-replace'],
  /** When an order is asked to be canceled: it is filled after the answer. */
  cancel: ['fill-after-cancel'],
  /** When a frame is about to go out on the stream. */
  frame: [
    'stream-drop',
    /** Sent twice, with the same execution id. */
    'stream-repeat',
    /** Sent after the account's next frame. */
    'stream-reorder',
    /** Sent `ms` later; others overtake it. */
    'stream-delay-ms',
    /** All connections of the account are cut, and the frame is lost. */
    'stream-cut',
    /** Another frame about the same order goes out before it, with the event that the rule names. */
    'stream-insert',
  ],
} as const;

export type Moment = keyof typeof FAULTS_BY_MOMENT;
export type Fault = (typeof FAULTS_BY_MOMENT)[Moment][number];

export const FAULTS: readonly Fault[] = Object.values(FAULTS_BY_MOMENT).flat();

const LONGEST_MS = 600_000;

const common = {
  /** The share of requests or frames that it hits; which ones, the seed decides. */
  rate: z.number().min(0).max(1).default(1),
  /** Only those of this account, or of this symbol. */
  accountId: accountIdSchema.optional(),
  symbol: z.string().min(1).max(40).optional(),
  /** Only this many of those that come from now on and that the other fields fit. */
  next: z.int().min(1).optional(),
};
const request = z.enum(['post', 'patch', 'delete']).optional();
const event = z.string().min(1).max(40);
const ms = z.int().min(1).max(LONGEST_MS);

const faultRuleSchema = z.discriminatedUnion('fault', [
  z.strictObject({
    ...common,
    fault: z.enum([
      'answer-lost-503',
      'answer-lost-reset',
      'answer-lost-mid-body',
      'refuse-503',
      'refuse-429',
    ]),
    /** Absent: those that may make an order, so `post` and `patch`. */
    request,
  }),
  z.strictObject({ ...common, fault: z.literal('slow-ms'), ms, request }),
  z.strictObject({ ...common, fault: z.enum(['hide-ms', 'forget-id-ms']), ms }),
  z.strictObject({
    ...common,
    fault: z.enum(['reject-late', 'fill-before-replace', 'fill-after-cancel']),
  }),
  z.strictObject({
    ...common,
    fault: z.enum(['stream-drop', 'stream-repeat', 'stream-reorder', 'stream-cut']),
    /** Only frames with this event, such as `fill`. */
    event: event.optional(),
  }),
  z.strictObject({
    ...common,
    fault: z.literal('stream-delay-ms'),
    ms,
    event: event.optional(),
  }),
  z.strictObject({
    ...common,
    fault: z.literal('stream-insert'),
    /** Any word: a real event such as `done_for_day`, or one that nobody knows. */
    inserted: event,
    event: event.optional(),
  }),
]);
export type FaultRule = z.output<typeof faultRuleSchema>;

export const faultRulesSchema = z.array(faultRuleSchema).max(100);
