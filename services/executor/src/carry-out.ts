import type { Conclusion } from '@orderonce/decisions';
import { inDoubt, neverSent } from '@orderonce/decisions/place';
import type { Attempt } from './attempt.ts';
import { cancelOrder } from './cancel/cancel-order.ts';
import { type Begun, closeOrder } from './close/close-order.ts';
import { placeOrder } from './place/place-order.ts';
import { replaceOrder } from './replace/replace-order.ts';

/** Does what the intent asks for, from what an earlier attempt may have left, to its end. */
export async function carryOut(attempt: Attempt, begun: Begun): Promise<Conclusion> {
  if (begun.wasTriedBefore) attempt.beginDoubt();
  try {
    return await carryOutKind(attempt, begun);
  } finally {
    attempt.endDoubt();
  }
}

function carryOutKind(attempt: Attempt, begun: Begun): Promise<Conclusion> {
  const { ports, subject } = attempt.intake;
  const { intent, body } = subject;
  if (intent.kind === 'cancel') return cancelOrder(attempt, intent, begun.wasTriedBefore);
  if (intent.kind === 'close') return closeOrder(attempt, intent, begun);
  if (body === undefined) throw new Error(`a ${intent.kind} intent says what its order is`);
  const nowMs = ports.clock.monotonicMs();
  const fate = begun.wasTriedBefore ? inDoubt(nowMs) : neverSent(nowMs);
  return intent.kind === 'place'
    ? placeOrder(attempt, body, fate)
    : replaceOrder(attempt, intent, body, fate);
}
