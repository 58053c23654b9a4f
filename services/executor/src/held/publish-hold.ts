import { encodeControl, SCHEMA_VERSION } from '@orderonce/contracts';
import type { Hold } from '@orderonce/idempotency';
import type { Intake } from '../intake/intake.ts';

/**
 * Says on the control topic that an order is held, with all that a person's decision on it will need. This
 * executor knows it when the function returns, so that nothing more is placed on the instrument; every other one
 * reads it.
 */
export async function publishHold(
  { ports, options, subject }: Intake,
  { reason, heldAtMs }: Hold,
): Promise<void> {
  const { intent, position, digest } = subject;
  ports.control.noteHold(intent.accountId, intent.symbol, intent.clientOrderId);
  await ports.publisher.publish({
    topic: options.topics.control,
    ...encodeControl({
      schemaVersion: SCHEMA_VERSION,
      kind: 'hold',
      intent,
      position,
      ...(digest !== undefined && { digest }),
      reason,
      heldAtMs,
    }),
    headers: { 'content-type': 'application/json' },
  });
}
