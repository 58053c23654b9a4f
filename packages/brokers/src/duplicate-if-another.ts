import type { SubmitRequest } from './broker.ts';
import type { SubmitResult } from './broker-results.ts';
import type { BrokerCapabilities } from './capabilities.ts';
import { sameOrder } from './same-order.ts';

/**
 * Where a repeated id is answered with the order that has it, an answer with another order than the one that
 * was sent is no acceptance of ours: it is the proof that the id was used, and so a duplicate.
 */
export function duplicateIfAnother(
  { repeatedClientOrderId }: BrokerCapabilities,
  { order }: SubmitRequest,
  result: SubmitResult,
): SubmitResult {
  if (repeatedClientOrderId !== 'returns-existing' || result.kind !== 'accepted') return result;
  const isOurs = sameOrder(order, result.order).length === 0;
  return isOurs ? result : { kind: 'duplicate', evidence: result.evidence };
}
