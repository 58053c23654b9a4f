import type { ClientOrderId, StrategyId } from '@orderonce/contracts';
import type { Hold, IntentSource, Payload, Settlement } from '../order-claims.ts';
import { differingFields, markFields } from './field-marks.ts';
import type { OrderRecord } from './order-record.ts';

/** What someone wants to do with a record. `nowMs` is the store's clock. */
export type RecordCommand =
  | {
      readonly kind: 'claim';
      readonly attemptToken: string;
      readonly strategyId: StrategyId;
      readonly payload: Payload;
      readonly payloadHash: string;
      readonly source: IntentSource;
      readonly contentKey?: string;
      readonly duplicateOf?: ClientOrderId;
      readonly leaseMs: number;
      readonly nowMs: number;
    }
  | (OwnersCommand & { readonly kind: 'renew' })
  | (OwnersCommand & { readonly kind: 'submit'; readonly body?: Payload })
  | (OwnersCommand & { readonly kind: 'doubt' })
  | (OwnersCommand & { readonly kind: 'settle'; readonly settlement: Settlement })
  | (OwnersCommand & { readonly kind: 'hold'; readonly hold: Hold })
  /** A person's word on a held order: its verdict, or that it may be worked on again, in doubt. */
  | {
      readonly kind: 'resolve';
      readonly attemptToken: string;
      readonly resolution: Settlement | 'reopen';
      readonly nowMs: number;
    };

interface OwnersCommand {
  readonly attemptToken: string;
  readonly leaseMs: number;
  readonly nowMs: number;
}

export type RecordEvent =
  | {
      readonly kind: 'claimed';
      readonly attemptToken: string;
      readonly strategyId: StrategyId;
      readonly payload: Payload;
      readonly payloadHash: string;
      readonly source: IntentSource;
      readonly contentKey?: string;
      readonly duplicateOf?: ClientOrderId;
      readonly leaseUntilMs: number;
    }
  | { readonly kind: 'taken-over'; readonly attemptToken: string; readonly leaseUntilMs: number }
  | { readonly kind: 'renewed'; readonly leaseUntilMs: number }
  | { readonly kind: 'submitted'; readonly body?: Payload; readonly leaseUntilMs: number }
  | { readonly kind: 'doubted'; readonly leaseUntilMs: number }
  | { readonly kind: 'settled'; readonly settlement: Settlement; readonly attemptToken: string }
  | { readonly kind: 'held'; readonly hold: Hold }
  | { readonly kind: 'reopened'; readonly attemptToken: string };

export type Refusal =
  | { readonly kind: 'owned'; readonly leaseRemainingMs: number }
  | { readonly kind: 'ended' }
  | { readonly kind: 'other-payload'; readonly differingFields: readonly string[] }
  | { readonly kind: 'lost' }
  /** The record already says what the command wanted to write: its first reply was lost. */
  | { readonly kind: 'already' }
  | { readonly kind: 'not-held' };

export type Decision =
  | { readonly kind: 'event'; readonly event: RecordEvent }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/**
 * What becomes of `command` when `record` is what stands in the store (null: nothing). Pure.
 *
 * A lease only says whether someone may be at work. That it is over never makes a record new: the one
 * fresh claim is the one that found nothing.
 */
export function decide(command: RecordCommand, record: OrderRecord | null): Decision {
  switch (command.kind) {
    case 'claim':
      return record === null ? event(claimed(command)) : claimAgain(command, record);
    case 'resolve':
      return resolve(command, record);
    default:
      return record === null || record.attemptToken === command.attemptToken
        ? ownersStep(command, record)
        : refused({ kind: 'lost' });
  }
}

type ClaimCommand = Extract<RecordCommand, { kind: 'claim' }>;
type ResolveCommand = Extract<RecordCommand, { kind: 'resolve' }>;
type StepCommand = Exclude<RecordCommand, ClaimCommand | ResolveCommand>;

function claimAgain(command: ClaimCommand, record: OrderRecord): Decision {
  if (record.payloadHash !== command.payloadHash) {
    const marks = record.state === 'settled' ? record.fieldMarks : markFields(record.payload);
    return refused({
      kind: 'other-payload',
      differingFields: differingFields(marks, command.payload),
    });
  }
  if (record.state === 'settled' || record.state === 'held') return refused({ kind: 'ended' });
  const leaseRemainingMs = record.leaseUntilMs - command.nowMs;
  const leaseUntilMs = command.nowMs + command.leaseMs;
  // My own token: the reply to this very attempt was lost, and nothing was sent under it.
  if (record.attemptToken === command.attemptToken) return event({ kind: 'renewed', leaseUntilMs });
  if (leaseRemainingMs > 0) return refused({ kind: 'owned', leaseRemainingMs });
  return event({ kind: 'taken-over', attemptToken: command.attemptToken, leaseUntilMs });
}

function ownersStep(command: StepCommand, record: OrderRecord | null): Decision {
  if (record?.state === 'settled' || record?.state === 'held') return endedStep(command, record);
  const leaseUntilMs = command.nowMs + command.leaseMs;
  switch (command.kind) {
    case 'renew':
      return event({ kind: 'renewed', leaseUntilMs });
    case 'submit': {
      const body = command.body === undefined ? {} : { body: command.body };
      return event({ kind: 'submitted', leaseUntilMs, ...body });
    }
    case 'doubt':
      return event({ kind: 'doubted', leaseUntilMs });
    case 'settle':
      return event({
        kind: 'settled',
        settlement: command.settlement,
        attemptToken: command.attemptToken,
      });
    case 'hold':
      return event({ kind: 'held', hold: command.hold });
  }
}

/** An attempt that ended its record can only have lost the reply to that. */
function endedStep(
  command: StepCommand,
  record: Extract<OrderRecord, { state: 'settled' | 'held' }>,
): Decision {
  const isSame =
    (command.kind === 'settle' &&
      record.state === 'settled' &&
      record.settlement.verdict === command.settlement.verdict) ||
    (command.kind === 'hold' && record.state === 'held');
  return refused({ kind: isSame ? 'already' : 'lost' });
}

function resolve(command: ResolveCommand, record: OrderRecord | null): Decision {
  if (record?.state !== 'held') return refused({ kind: 'not-held' });
  const { attemptToken, resolution } = command;
  return resolution === 'reopen'
    ? event({ kind: 'reopened', attemptToken })
    : event({ kind: 'settled', settlement: resolution, attemptToken });
}

function claimed(command: ClaimCommand): RecordEvent {
  const { contentKey, duplicateOf } = command;
  return {
    kind: 'claimed',
    attemptToken: command.attemptToken,
    strategyId: command.strategyId,
    payload: command.payload,
    payloadHash: command.payloadHash,
    source: command.source,
    leaseUntilMs: command.nowMs + command.leaseMs,
    ...(contentKey !== undefined && { contentKey }),
    ...(duplicateOf !== undefined && { duplicateOf }),
  };
}

const event = (happened: RecordEvent): Decision => ({ kind: 'event', event: happened });
const refused = (refusal: Refusal): Decision => ({ kind: 'refused', refusal });
