import { refusedReusedId } from '@orderonce/decisions';
import type { Handled } from '@orderonce/kafka';
import type { Intake } from '../intake/intake.ts';
import { publishOutcome } from '../publish-outcome.ts';

/** An intent whose client order id already stands for something else: never sent, and said so (as FIX does). */
export function refuseReusedId(intake: Intake, differingFields: readonly string[]): Handled {
  const { ports, subject, span } = intake;
  const { clientOrderId } = subject.intent;
  const outcome = refusedReusedId(subject, differingFields, ports.clock.epochMs());
  ports.log.error(
    { event: 'client-order-id-reused', clientOrderId, traceId: span.traceId, differingFields },
    outcome.reason?.text ?? 'CLIENT_ORDER_ID_REUSED',
  );
  ports.metrics.refused('CLIENT_ORDER_ID_REUSED');
  return {
    committable: publishOutcome(intake, outcome).then(() => span.end()),
  };
}
