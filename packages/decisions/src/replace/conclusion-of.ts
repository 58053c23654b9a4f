import {
  accepted,
  type Conclusion,
  changeRejected,
  denied,
  held,
  rejected,
} from '../conclusion.ts';
import type { Step } from './next-step.ts';

/** What a last step comes to. */
export function conclusionOf(
  step: Exclude<Step, { do: 'send' | 'look' }>,
  nowMs: number,
): Conclusion {
  switch (step.do) {
    case 'accept':
      return accepted(step.order.brokerOrderId, 'PENDING_REPLACE', nowMs);
    case 'reject':
      return step.target === undefined
        ? rejected(step.rejection, nowMs)
        : changeRejected(step.rejection, step.target, nowMs);
    case 'deny':
      return denied(step.code, step.text, nowMs);
    case 'hold':
      return held(step.code, step.text, nowMs);
  }
}
