import { refusedOutcome } from '@orderonce/decisions';
import type { Handled } from '@orderonce/kafka';
import type { Intake } from '../intake/intake.ts';
import { publishOutcome } from '../publish-outcome.ts';

/** An intent whose client order id already stands for something else: never sent, and said so (as FIX does). */
export function refuseReusedId(intake: Intake, differingFields: readonly string[]): Handled {
  const { ports, subject, span } = intake;
  const { clientOrderId, orderUuid, strategyId, accountId, symbol } = subject.intent;
  const text = `this client order id was used before with another ${differingFields.join(', ')}`;
  ports.log.error(
    { event: 'client-order-id-reused', clientOrderId, traceId: span.traceId, differingFields },
    text,
  );
  ports.metrics.refused('CLIENT_ORDER_ID_REUSED');
  const outcome = refusedOutcome(
    { clientOrderId, orderUuid, strategyId, accountId, symbol },
    subject.position,
    subject.payloadHash,
    { code: 'CLIENT_ORDER_ID_REUSED', text },
    ports.clock.epochMs(),
  );
  return {
    committable: publishOutcome(intake, outcome).then(() => span.end()),
  };
}
