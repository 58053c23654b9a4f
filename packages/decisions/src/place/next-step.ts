import type { BrokerCapabilities } from '@orderonce/brokers';
import type { OrderBody, ReasonCode } from '@orderonce/contracts';
import type { SendBan } from '../admission/send-ban.ts';
import { type Adoption, acceptUnlessRejected, adoptOrHold } from './adopt.ts';
import type { Fate, Sent, Waiting } from './fate.ts';
import { pauseMs } from './pause.ts';

/** What to do next about a `place` intent. */
export type Step =
  | { readonly do: 'send'; readonly afterMs: number }
  | { readonly do: 'look-up'; readonly afterMs: number }
  | Adoption
  | { readonly do: 'deny'; readonly code: ReasonCode; readonly text: string }
  | { readonly do: 'hold'; readonly code: ReasonCode; readonly text: string };

export interface Situation {
  readonly capabilities: BrokerCapabilities;
  readonly body: OrderBody;
  /** Monotonic clock. */
  readonly nowMs: number;
  readonly maxDoubtMs: number;
  /** What forbids to send, if anything does: the intent expired, a kill switch stops it. */
  readonly sendBan: SendBan | null;
}

/**
 * The settle table. Sends again only where the venue refuses a repeated id for ever, because there the same
 * id and the same body sent again *is* the question whether the order exists. Elsewhere it only looks.
 */
export function nextStep(fate: Fate, situation: Situation): Step {
  switch (fate.kind) {
    case 'accepted':
      return acceptUnlessRejected(fate.order, 'order');
    case 'rejected':
      return { do: 'reject', rejection: fate.rejection };
    case 'found':
      return adoptOrHold(fate.order, situation.body, 'order');
    case 'never-sent':
      return sendOrDeny(fate, situation);
    case 'exists':
      return lookOrHold(fate, situation);
    case 'rejected-in-doubt':
      return wasAbsentAfterWindow(fate, situation)
        ? { do: 'reject', rejection: fate.rejection }
        : lookOrHold(fate, situation);
    case 'in-doubt':
      return settleDoubt(fate, situation);
  }
}

function sendOrDeny(fate: Fate & { kind: 'never-sent' }, situation: Situation): Step {
  const { sendBan } = situation;
  if (sendBan !== null) return { do: 'deny', code: sendBan.code, text: sendBan.text };
  if (situation.nowMs - fate.sinceMs >= situation.maxDoubtMs)
    return {
      do: 'deny',
      code: 'VENUE_UNREACHABLE',
      text: `the venue took nothing for ${situation.maxDoubtMs} ms, and nothing was sent`,
    };
  return { do: 'send', afterMs: pauseMs(fate, situation.nowMs) };
}

function settleDoubt(fate: Fate & { kind: 'in-doubt' }, situation: Situation): Step {
  const { capabilities, nowMs, maxDoubtMs, sendBan } = situation;
  const mayAskBySending = sendBan === null || sendBan.isOnlyForFirst;
  if (nowMs - fate.sinceMs >= maxDoubtMs) return hold(`unknown for ${maxDoubtMs} ms`);
  if (capabilities.repeatedClientOrderId === 'refused-for-ever' && mayAskBySending)
    return { do: 'send', afterMs: pauseMs(fate, situation.nowMs) };
  if (!capabilities.lookUpByClientOrderId)
    return hold('this venue cannot be asked for an order by its client order id');
  if (wasAbsentAfterWindow(fate, situation))
    return hold(`not shown within ${capabilities.visibilityWindowMs} ms, which proves nothing`);
  return { do: 'look-up', afterMs: pauseMs(fate, situation.nowMs) };
}

function lookOrHold(fate: Waiting, situation: Situation): Step {
  if (situation.nowMs - fate.sinceMs >= situation.maxDoubtMs)
    return hold(`the venue knows the id but did not show the order for ${situation.maxDoubtMs} ms`);
  return { do: 'look-up', afterMs: pauseMs(fate, situation.nowMs) };
}

function hold(why: string): Step {
  return { do: 'hold', code: 'FATE_UNKNOWN', text: `whether the order exists is ${why}` };
}

/** Only a "not found" from after the window counts: an earlier one may have come before the order showed. */
export function wasAbsentAfterWindow(
  fate: Sent,
  { capabilities }: Pick<Situation, 'capabilities'>,
): boolean {
  return (
    fate.absentAtMs !== null && fate.absentAtMs - fate.lastSendMs >= capabilities.visibilityWindowMs
  );
}
