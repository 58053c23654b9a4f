import { rootTraceparentOf } from '@orderonce/telemetry';
import type { Intake } from '../intake/intake.ts';
import type { Claimed } from './claim-intent.ts';

/**
 * Says in the trace what this copy of the intent is to others: delivered before, or a copy of one that was. The span
 * of that handling is another process's affair and not known; both are linked at the order's root. What is in doubt,
 * held, denied or refused is kept, whoever handles it.
 */
export function traceAnswer({ span, subject }: Intake, answer: Claimed): void {
  // Most are fresh, and nothing is made for them.
  if (answer.kind === 'fresh') return;
  const to = rootTraceparentOf(subject.intent.orderUuid);
  switch (answer.kind) {
    case 'content-duplicate':
    case 'abandoned':
      return;
    case 'earlier-attempt':
      span.link({ to, why: 'redelivery' });
      span.keep('doubt');
      return;
    case 'settled':
      span.link({ to, why: answer.isRedelivery ? 'redelivery' : 'duplicate' });
      if (answer.settlement.verdict === 'DENIED') span.keep('denied');
      return;
    case 'held':
      span.link({ to, why: answer.isRedelivery ? 'redelivery' : 'duplicate' });
      span.keep('held');
      return;
    case 'other-payload':
      span.link({ to, why: 'duplicate' });
      span.keep('refused');
      return;
  }
}
