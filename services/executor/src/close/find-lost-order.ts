import type { BrokerOrder } from '@orderonce/brokers';
import type { CloseIntent } from '@orderonce/contracts';
import { type Conclusion, held, rejected } from '@orderonce/decisions';
import type { Attempt } from '../attempt.ts';
import { findByOurId } from '../target/find-by-our-id.ts';
import { isClosingOrder } from './closing-order.ts';

const PAUSE_MS = 250;

export type LostOrder =
  | { readonly kind: 'found'; readonly order: BrokerOrder }
  /** Not shown through the window, at a venue that will refuse our id if it has it. */
  | { readonly kind: 'not-shown' }
  | { readonly kind: 'concluded'; readonly conclusion: Conclusion };

/**
 * An earlier attempt noted no body that is still known: it died before it could, or the store forgot. Looks for its
 * order by our id, through the visibility window.
 */
export async function findLostOrder(attempt: Attempt, intent: CloseIntent): Promise<LostOrder> {
  const { ports, options } = attempt.intake;
  const { capabilities } = attempt.broker;
  const { clock } = ports;
  const beganMs = clock.monotonicMs();
  const hold = (text: string): LostOrder => {
    return { kind: 'concluded', conclusion: held('FATE_UNKNOWN', text, clock.epochMs()) };
  };
  for (let pauseMs = 0; ; pauseMs = PAUSE_MS) {
    const permission = await attempt.permission('look-up', pauseMs);
    if (permission !== 'granted') return { kind: 'concluded', conclusion: { kind: permission } };
    const askedMs = clock.monotonicMs();
    const found = await findByOurId(attempt, intent.clientOrderId, 'look-up');
    if (found.kind === 'stopped')
      return { kind: 'concluded', conclusion: { kind: found.permission } };
    if (found.kind === 'found') return adoptable(intent, found.order, clock.epochMs());
    if (found.kind === 'absent' && askedMs - beganMs >= capabilities.visibilityWindowMs)
      return capabilities.repeatedClientOrderId === 'refused-for-ever'
        ? { kind: 'not-shown' }
        : hold('whether an earlier attempt made an order is not shown by the venue');
    if (clock.monotonicMs() - beganMs >= options.maxDoubtMs)
      return hold(
        `whether an earlier attempt made an order is unknown for ${options.maxDoubtMs} ms`,
      );
  }
}

function adoptable(intent: CloseIntent, order: BrokerOrder, nowMs: number): LostOrder {
  if (!isClosingOrder(intent, order)) {
    const text = `the venue's order under this id is no order that closes ${intent.symbol} as asked`;
    return { kind: 'concluded', conclusion: held('CLIENT_ORDER_ID_REUSED', text, nowMs) };
  }
  const { brokerOrderId, ordStatus } = order;
  if (ordStatus !== 'REJECTED') return { kind: 'found', order };
  const text = `the venue keeps the order ${brokerOrderId} as rejected`;
  return { kind: 'concluded', conclusion: rejected({ code: ordStatus, text }, nowMs) };
}
