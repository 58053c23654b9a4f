import { NO_TWIST, type OrderTwist } from '../venue/make-order.ts';
import type { FaultPlan, Target } from './fault-plan.ts';
import type { FaultRule } from './fault-rule.ts';

/** What becomes of the answer to a request. */
type AnswerFate =
  | 'given'
  | 'answer-lost-503'
  | 'answer-lost-reset'
  | 'answer-lost-mid-body'
  | 'refuse-503'
  | 'refuse-429';

/** What is to be done to one request, and to the order that it makes. */
export interface RequestHit {
  /** Every fault that hit, joined with `+`; absent: none did. */
  readonly fault?: string;
  readonly answer: AnswerFate;
  readonly slowMs: number;
  readonly twist: OrderTwist;
}

const NO_HIT: RequestHit = { answer: 'given', slowMs: 0, twist: NO_TWIST };

export function hitRequest(faults: FaultPlan, target: Omit<Target, 'moment'>): RequestHit {
  let hit = NO_HIT;
  for (const rule of faults.hits({ ...target, moment: 'request' })) {
    const next = add(hit, rule);
    if (next === null) continue;
    faults.count(rule.fault);
    hit = { ...next, fault: hit.fault === undefined ? rule.fault : `${hit.fault}+${rule.fault}` };
  }
  return hit;
}

/** Null: the rule comes too late to do anything. */
function add(hit: RequestHit, rule: FaultRule): RequestHit | null {
  const { twist } = hit;
  switch (rule.fault) {
    case 'slow-ms':
      return { ...hit, slowMs: hit.slowMs + rule.ms };
    case 'hide-ms':
      return { ...hit, twist: { ...twist, hideMs: Math.max(twist.hideMs, rule.ms) } };
    case 'forget-id-ms':
      return { ...hit, twist: { ...twist, forgetAfterMs: rule.ms } };
    case 'reject-late':
      return { ...hit, twist: { ...twist, isRejectedLate: true } };
    case 'answer-lost-503':
    case 'answer-lost-reset':
    case 'answer-lost-mid-body':
    case 'refuse-503':
    case 'refuse-429':
      // An answer can be lost only once: the first rule that says how wins.
      return hit.answer === 'given' ? { ...hit, answer: rule.fault } : null;
    case 'fill-before-replace':
    case 'fill-after-cancel':
    case 'stream-drop':
    case 'stream-repeat':
    case 'stream-reorder':
    case 'stream-delay-ms':
    case 'stream-cut':
    case 'stream-insert':
      return null;
  }
}
