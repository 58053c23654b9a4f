import { compare, type OrdStatus, type Outcome, ZERO } from '@orderonce/contracts';

type States = readonly OrdStatus[];

/** The states that an order can be in after an event; null: whatever the venue shows. */
const STATES: Record<Exclude<Outcome['execType'], 'TRADE' | 'EXTERNAL'>, States | null> = {
  ACCEPTED: ['NEW', 'PENDING_REPLACE', 'PENDING_CANCEL'],
  REJECTED: ['REJECTED'],
  DENIED: ['REJECTED'],
  ATTEMPTED: ['PENDING_NEW'],
  HELD: ['UNKNOWN'],
  REFUSED: ['UNKNOWN'],
  RESOLVED: ['NEW', 'REJECTED', 'PENDING_NEW'],
  CANCELED: ['CANCELED', 'REJECTED'],
  EXPIRED: ['EXPIRED'],
  REPLACED: ['REPLACED'],
  CORRECTION: null,
  CANCEL_REJECTED: null,
  REPLACE_REJECTED: null,
  DUPLICATE: null,
};

const FILLED: States = ['FILLED'];
const PARTIALLY_FILLED: States = ['PARTIALLY_FILLED'];

/** Null: any. */
export function statesAfter(outcome: Outcome): States | null {
  const { execType, leavesQty } = outcome;
  if (execType === 'TRADE' || execType === 'EXTERNAL')
    return compare(leavesQty, ZERO) === 0 ? FILLED : PARTIALLY_FILLED;
  return STATES[execType];
}
