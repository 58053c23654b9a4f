import { accepted, type Conclusion, denied, held, rejected } from '../conclusion.ts';
import type { Step } from './next-step.ts';

/** What a last step comes to. */
export function conclusionOf(
  step: Exclude<Step, { do: 'send' | 'look-up' }>,
  nowMs: number,
): Conclusion {
  switch (step.do) {
    case 'accept':
      return accepted(step.order.brokerOrderId, 'NEW', nowMs);
    case 'reject':
      return rejected(step.rejection, nowMs);
    case 'deny':
      return denied(step.code, step.text, nowMs);
    case 'hold':
      return held(step.code, step.text, nowMs);
  }
}
