import type { VenueError } from './venue-error.ts';

/** One line of a table: the first that fits an answer says what the answer means. */
interface Rule<Meaning extends string> {
  readonly status: readonly number[];
  /** Absent: whatever the error body says, or there is none. */
  readonly error?: (error: VenueError) => boolean;
  readonly means: Meaning;
}

const hasCodeAndMessage = ({ code, message }: VenueError) => code !== '' && message !== '';
const isRepeatedId = ({ code, message }: VenueError) =>
  code === '40010001' && message === 'client_order_id must be unique';
const speaksOfTheId = ({ message }: VenueError) => /client[ _]?order[ _]?id/i.test(message);
const isNotFound = ({ code }: VenueError) => code === '40410000';

/**
 * `POST /v2/orders`. An answer that no line fits is `unknown`: 5xx and proxies, but also 401, whose body
 * carries no code of the venue and so proves nothing about this order.
 */
const SUBMIT_RULES: readonly Rule<
  'order' | 'duplicate' | 'rejected' | 'rate-limited' | 'unknown'
>[] = [
  { status: [200], means: 'order' },
  { status: [422], error: isRepeatedId, means: 'duplicate' },
  // The same sentence in new words would make a refusal of a live order: doubt, not "no".
  { status: [400, 403, 422], error: speaksOfTheId, means: 'unknown' },
  { status: [400, 403, 422], error: hasCodeAndMessage, means: 'rejected' },
  { status: [429], means: 'rate-limited' },
];

/**
 * `PATCH /v2/orders/{id}`. What a repeated id meets here nobody has shown; it is taken to be what it meets in
 * a submit, and any other word about the id is doubt.
 */
const REPLACE_RULES: readonly Rule<
  'order' | 'duplicate' | 'absent' | 'rejected' | 'rate-limited' | 'unknown'
>[] = [...SUBMIT_RULES, { status: [404], error: isNotFound, means: 'absent' }];

/** `GET` of an order. */
const LOOK_UP_RULES: readonly Rule<'order' | 'absent' | 'rate-limited' | 'unknown'>[] = [
  { status: [200], means: 'order' },
  { status: [404], error: isNotFound, means: 'absent' },
  { status: [429], means: 'rate-limited' },
];

/** `DELETE /v2/orders/{id}`. */
const CANCEL_RULES: readonly Rule<
  'requested' | 'absent' | 'rejected' | 'rate-limited' | 'unknown'
>[] = [
  { status: [200, 204], means: 'requested' },
  { status: [404], error: isNotFound, means: 'absent' },
  { status: [403, 422], error: hasCodeAndMessage, means: 'rejected' },
  { status: [429], means: 'rate-limited' },
];

function firstThatFits<Meaning extends string>(
  rules: readonly Rule<Meaning>[],
  status: number,
  error: VenueError,
): Meaning | 'unknown' {
  const rule = rules.find((one) => one.status.includes(status) && (one.error?.(error) ?? true));
  return rule?.means ?? 'unknown';
}

/** What the status and the venue's own code and message prove about an order that was sent. */
export const classifySubmit = (status: number, error: VenueError) =>
  firstThatFits(SUBMIT_RULES, status, error);

export const classifyReplace = (status: number, error: VenueError) =>
  firstThatFits(REPLACE_RULES, status, error);

export const classifyLookUp = (status: number, error: VenueError) =>
  firstThatFits(LOOK_UP_RULES, status, error);

export const classifyCancel = (status: number, error: VenueError) =>
  firstThatFits(CANCEL_RULES, status, error);
