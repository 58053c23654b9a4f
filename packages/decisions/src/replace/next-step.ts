import type { BrokerCapabilities, BrokerOrder } from '@orderonce/brokers';
import type { OrderBody, ReasonCode } from '@orderonce/contracts';
import type { SendBan } from '../admission/send-ban.ts';
import { type Adoption, acceptUnlessRejected, adoptOrHold } from '../place/adopt.ts';
import type { Fate, Rejection, Sent } from '../place/fate.ts';
import { wasAbsentAfterWindow } from '../place/next-step.ts';
import { pauseMs } from '../place/pause.ts';
import type { Standing } from './fate.ts';

/** What to do next about a `replace` intent. */
export type Step =
  | { readonly do: 'send'; readonly target: BrokerOrder; readonly afterMs: number }
  /** Look for our own order and at the one to replace. */
  | { readonly do: 'look'; readonly afterMs: number }
  | Exclude<Adoption, { readonly do: 'reject' }>
  /** `target`: what the order that was to be replaced is. */
  | { readonly do: 'reject'; readonly rejection: Rejection; readonly target?: BrokerOrder }
  | { readonly do: 'deny'; readonly code: ReasonCode; readonly text: string }
  | { readonly do: 'hold'; readonly code: ReasonCode; readonly text: string };

export interface Situation {
  readonly capabilities: BrokerCapabilities;
  readonly body: OrderBody;
  readonly standing: Standing;
  /** Monotonic clock. */
  readonly nowMs: number;
  readonly maxDoubtMs: number;
  readonly sendBan: SendBan | null;
}

/**
 * The settle table of replaces. No request leaves before a look at its target, and after a request whose answer
 * was lost the same one leaves again only where the venue refuses our id for ever *and* the target still stands
 * there open and unreplaced:
 *
 * ```
 * first request ── taken, answer lost ── target: replaced, by ours ────────── adopt
 *                                        target: still shown as open ── again ── "duplicate": look until it shows
 *                                                                       again ── "not open": no proof, look
 * first request ── lost ──────────────── target: open ──────────────── again ── taken
 *                                        target: filled ─────────────── a request that comes late changes nothing
 * ```
 */
export function nextStep(fate: Fate, situation: Situation): Step {
  const { standing } = situation;
  switch (fate.kind) {
    case 'accepted':
      // The target filled, or ended otherwise, before the venue came to replace it: a rejection.
      return acceptUnlessRejected(fate.order, 'replacement');
    case 'found':
      return adoptOrHold(fate.order, situation.body, 'replacement');
    case 'rejected':
      return standing.kind === 'unasked'
        ? { do: 'look', afterMs: 0 }
        : { do: 'reject', rejection: fate.rejection, ...targetOf(standing) };
    case 'never-sent':
      return sendOrDeny(fate, situation);
    case 'exists':
      return situation.nowMs - fate.sinceMs >= situation.maxDoubtMs
        ? hold(`the venue knows the id but did not show the order for ${situation.maxDoubtMs} ms`)
        : look(fate, situation);
    case 'rejected-in-doubt':
      return wasOursAbsent(fate, situation) && isNotOurDoing(standing)
        ? rejectAs(standing, fate.rejection)
        : lookOrHold(fate, situation);
    case 'in-doubt':
      return settleDoubt(fate, situation);
  }
}

function sendOrDeny(fate: Fate & { kind: 'never-sent' }, situation: Situation): Step {
  const { sendBan, standing, nowMs, maxDoubtMs, capabilities } = situation;
  const isAfterWindow = nowMs - fate.sinceMs >= capabilities.visibilityWindowMs;
  const send = (target: BrokerOrder): Step => {
    return { do: 'send', target, afterMs: Math.max(0, fate.notBeforeMs - nowMs) };
  };
  if (sendBan !== null) return { do: 'deny', code: sendBan.code, text: sendBan.text };
  if (standing.kind === 'unfit') return { do: 'deny', code: standing.code, text: standing.text };
  if (standing.kind === 'over') return rejectAs(standing, alreadyOver(standing.order));
  if (nowMs - fate.sinceMs >= maxDoubtMs)
    return {
      do: 'deny',
      code: 'VENUE_UNREACHABLE',
      text: `the venue took nothing for ${maxDoubtMs} ms, and nothing was sent`,
    };
  if (standing.kind === 'open') return send(standing.order);
  // What is under way should be over by now: the venue's own word on the request decides.
  if (standing.kind === 'passing' && isAfterWindow) return send(standing.order);
  if (standing.kind === 'absent' && isAfterWindow)
    return { do: 'deny', code: 'UNKNOWN_ORDER', text: 'the venue shows no order to replace' };
  return look(fate, situation);
}

function settleDoubt(fate: Fate & { kind: 'in-doubt' }, situation: Situation): Step {
  const { capabilities, standing, nowMs, maxDoubtMs, sendBan } = situation;
  const isAllowed = sendBan === null || sendBan.isOnlyForFirst;
  const mayAskBySending = isAllowed && capabilities.repeatedClientOrderId === 'refused-for-ever';
  if (standing.kind === 'unfit') return { do: 'deny', code: standing.code, text: standing.text };
  if (nowMs - fate.sinceMs >= maxDoubtMs) return hold(`unknown for ${maxDoubtMs} ms`);
  if (mayAskBySending && 'order' in standing && isUntouched(standing.order))
    return { do: 'send', target: standing.order, afterMs: Math.max(0, fate.notBeforeMs - nowMs) };
  if (!wasOursAbsent(fate, situation)) return look(fate, situation);
  if (standing.kind === 'over' && isNotOurDoing(standing))
    return rejectAs(standing, alreadyOver(standing.order));
  if (mayAskBySending) return look(fate, situation);
  return hold(`not shown within ${capabilities.visibilityWindowMs} ms, which proves nothing`);
}

function lookOrHold(fate: Fate & { kind: 'rejected-in-doubt' }, situation: Situation): Step {
  const { nowMs, maxDoubtMs } = situation;
  if (nowMs - fate.sinceMs >= maxDoubtMs) return hold(`unknown for ${maxDoubtMs} ms`);
  return look(fate, situation);
}

function look(fate: Fate & { failures: number; notBeforeMs: number }, { nowMs }: Situation): Step {
  return { do: 'look', afterMs: pauseMs(fate, nowMs) };
}

function rejectAs(standing: Standing, rejection: Rejection): Step {
  return { do: 'reject', rejection, ...targetOf(standing) };
}

function alreadyOver({ ordStatus }: BrokerOrder): Rejection {
  return { code: ordStatus, text: `the order is ${ordStatus} and cannot be replaced` };
}

function targetOf(standing: Standing): { readonly target?: BrokerOrder } {
  return 'order' in standing ? { target: standing.order } : {};
}

/** Replaced by an order that the venue does not name, or just about to be: that order may be ours. */
function isNotOurDoing(standing: Standing): boolean {
  if (standing.kind === 'open') return true;
  if (standing.kind === 'passing') return standing.order.ordStatus === 'PENDING_NEW';
  return standing.kind === 'over' && standing.order.ordStatus !== 'REPLACED';
}

/** For a second request nothing less will do: in any other state the first one may be at work. */
function isUntouched({ ordStatus }: BrokerOrder): boolean {
  return ordStatus === 'PENDING_NEW' || ordStatus === 'NEW' || ordStatus === 'PARTIALLY_FILLED';
}

/** Only from a venue that finds orders by our ids whatever their state. */
function wasOursAbsent(fate: Sent, { capabilities }: Situation): boolean {
  return capabilities.lookUpByClientOrderId && wasAbsentAfterWindow(fate, { capabilities });
}

function hold(why: string): Step {
  return { do: 'hold', code: 'FATE_UNKNOWN', text: `whether the replacement exists is ${why}` };
}
