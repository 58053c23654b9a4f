import {
  type Evidence,
  type OrderOutcome,
  type OrdStatus,
  outcomeId,
  type ReasonCode,
  type Resolution,
  ZERO,
} from '@orderonce/contracts';
import { bodyFields, identity } from './outcomes.ts';
import type { Subject } from './subject.ts';

type Decision = Resolution['decision'];

/** What a person's decision is called where reasons stand. */
export const RESOLVED_CODES = {
  adopt: 'RESOLVED_ADOPT',
  absent: 'RESOLVED_ABSENT',
  resend: 'RESOLVED_RESEND',
  abandon: 'RESOLVED_ABANDON',
} as const satisfies Record<Decision, ReasonCode>;

const STATUS_AFTER = {
  adopt: 'NEW',
  absent: 'REJECTED',
  resend: 'PENDING_NEW',
  abandon: 'REJECTED',
} as const satisfies Record<Decision, OrdStatus>;

/** Who decided what, and why, in one line. */
export function wordsOf({ decision, who, why }: Resolution): string {
  return `${decision} by ${who}: ${why}`;
}

/** A person decided about a held order. The verdict that follows from it is an outcome of its own. */
export function resolvedOutcome(
  subject: Subject,
  resolution: Resolution,
  text: string,
  evidence: readonly Evidence[],
): OrderOutcome {
  const { decision, changeId, atMs } = resolution;
  return {
    ...identity(subject, outcomeId.resolved(subject.intent.clientOrderId, changeId)),
    execType: 'RESOLVED',
    ordStatus: STATUS_AFTER[decision],
    source: 'executor',
    reason: { code: RESOLVED_CODES[decision], text },
    ...bodyFields(subject.body),
    cumQty: ZERO,
    leavesQty: ZERO,
    ...(evidence.length > 0 && { evidence: [...evidence] }),
    transactTimeMs: atMs,
  };
}
