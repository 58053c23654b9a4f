import { type Outcome, outcomeId } from '@orderonce/contracts';
import { resentBy } from '@orderonce/decisions/held-again';

/**
 * What an outcome must be called, from what it tells: an event has one name, whoever tells it and how often. Null
 * where the name holds a change that only itself tells.
 */
export function eventName(outcome: Outcome): string | null {
  if (outcome.execType === 'EXTERNAL')
    return outcome.brokerOrderId === undefined
      ? null
      : outcomeId.external(outcome.accountId, `${outcome.brokerOrderId}/${outcome.cumQty}`);
  const { clientOrderId: id } = outcome;
  switch (outcome.execType) {
    case 'ACCEPTED':
    case 'REJECTED':
    case 'DENIED':
      return outcomeId.verdict(id);
    case 'ATTEMPTED':
      return outcomeId.attempted(id);
    case 'HELD':
      return outcomeId.held(id, resentBy({ reason: outcome.reason ?? NO_REASON, heldAtMs: 0 }));
    case 'RESOLVED':
      return outcome.outcomeId.startsWith(`${id}/resolved/`) ? null : outcomeId.resolved(id, '…');
    case 'TRADE':
      return outcomeId.trade(id, outcome.cumQty);
    case 'CANCELED':
      return outcomeId.canceled(id);
    case 'EXPIRED':
      return outcomeId.expired(id);
    case 'REPLACED':
      return outcomeId.replaced(id);
    case 'CANCEL_REJECTED':
      return outcomeId.cancelRejected(id);
    case 'REPLACE_REJECTED':
      return outcomeId.replaceRejected(id);
    case 'CORRECTION':
      return outcomeId.correction(id, outcome.brokerOrderId ?? '…');
    case 'REFUSED':
      return outcomeId.refused(id, outcome.payloadHash ?? '…');
    case 'DUPLICATE':
      return outcomeId.duplicate(
        id,
        outcome.intent?.partition ?? -1,
        outcome.intent?.offset ?? '…',
      );
  }
}

const NO_REASON = { code: 'FATE_UNKNOWN', text: '' } as const;
