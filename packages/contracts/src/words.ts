/**
 * The closed sets of words that cross a topic, in FIX's terms. Every schema, service, metric and page
 * takes them from here.
 */

export const SIDES = ['BUY', 'SELL'] as const;
export type Side = (typeof SIDES)[number];

export const ORDER_TYPES = ['MARKET', 'LIMIT', 'STOP', 'STOP_LIMIT'] as const;
export type OrderType = (typeof ORDER_TYPES)[number];

export const TIMES_IN_FORCE = ['DAY', 'GTC', 'IOC', 'FOK', 'OPG', 'CLS'] as const;
export type TimeInForce = (typeof TIMES_IN_FORCE)[number];

export const INTENT_KINDS = ['place', 'replace', 'cancel', 'close'] as const;
export type IntentKind = (typeof INTENT_KINDS)[number];

/** The three words that end an intent: the venue's yes, the venue's no, and our own no before any send. */
export const VERDICTS = ['ACCEPTED', 'REJECTED', 'DENIED'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What an outcome reports (FIX ExecType, tag 150, with our own events beside it). */
export const EXEC_TYPES = [
  ...VERDICTS,
  'REFUSED',
  'DUPLICATE',
  'ATTEMPTED',
  'HELD',
  'RESOLVED',
  'CORRECTION',
  'TRADE',
  'CANCELED',
  'REPLACED',
  'EXPIRED',
  'CANCEL_REJECTED',
  'REPLACE_REJECTED',
  'EXTERNAL',
] as const;
export type ExecType = (typeof EXEC_TYPES)[number];

/**
 * The order's state after an outcome (FIX OrdStatus, tag 39). `UNKNOWN` is the honest answer while an
 * order is in doubt or held.
 */
export const ORD_STATUSES = [
  'UNKNOWN',
  'PENDING_NEW',
  'NEW',
  'PARTIALLY_FILLED',
  'FILLED',
  'PENDING_CANCEL',
  'CANCELED',
  'PENDING_REPLACE',
  'REPLACED',
  'REJECTED',
  'EXPIRED',
  'DONE_FOR_DAY',
  'STOPPED',
  'SUSPENDED',
  'CALCULATED',
] as const;
export type OrdStatus = (typeof ORD_STATUSES)[number];

/** Why an outcome is not the plain good one. `code` in `reason` is always one of these. */
export const REASON_CODES = [
  'INVALID_INTENT',
  'UNSUPPORTED_SCHEMA_VERSION',
  'WRONG_PARTITION',
  'CLIENT_ORDER_ID_REUSED',
  'DUPLICATE_INTENT',
  'CONTENT_DUPLICATE',
  'VENUE_REJECTED',
  'UNSUPPORTED',
  'UNKNOWN_ACCOUNT',
  'VENUE_UNREACHABLE',
  'STALE',
  'CLOCK_SKEW',
  'EXPIRED_BEFORE_SEND',
  'KILL_SWITCH',
  'INSTRUMENT_HELD',
  'STRATEGY_NOT_ALLOWED',
  'LIMIT_EXCEEDED',
  'UNKNOWN_ORDER',
  'WRONG_INSTRUMENT',
  'NO_POSITION',
  'FATE_UNKNOWN',
  'RESOLVED_ADOPT',
  'RESOLVED_ABSENT',
  'RESOLVED_RESEND',
  'RESOLVED_ABANDON',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];
