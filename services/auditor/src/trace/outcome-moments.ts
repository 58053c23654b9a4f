import type { ClientOrderId, Evidence, Outcome } from '@orderonce/contracts';
import { isOfOrder } from './intent-moments.ts';
import type { Message } from './message.ts';
import type { Moment } from './moment.ts';
import type { PositionEffect } from './position-effects.ts';
import { millisecondsText, placeWords, safe } from './words.ts';

export type OutcomeMessage = Extract<Message, { readonly kind: 'outcome' }>;

/**
 * What the records of the outcomes topic tell about an order: its events, each exchange with the venue before
 * them, and what became of those that would change it.
 *
 * @param messages as they stand on the log
 * @param effects by outcome id, of the fills
 * @param replaced the orders that it replaced, itself included
 */
export function outcomeMoments(
  id: ClientOrderId,
  messages: readonly OutcomeMessage[],
  effects: ReadonlyMap<string, PositionEffect>,
  replaced: ReadonlySet<ClientOrderId>,
): Moment[] {
  const told = new Set<string>();
  const exchanges = new Set<string>();
  return messages.flatMap(({ outcome, record, logTimeMs }): Moment[] => {
    const moment = { atMs: logTimeMs, source: 'outcomes', record } as const;
    const isOwn = outcome.clientOrderId === id;
    if (!isOwn && !isAboutChange(id, outcome, replaced)) return [];
    if (told.has(outcome.outcomeId)) {
      const text = `${eventText(outcome)}, told before: ${outcome.outcomeId}`;
      return [{ ...moment, event: 'REPEATED', text }];
    }
    told.add(outcome.outcomeId);
    if (!isOwn) {
      const text = `${safe(outcome.clientOrderId ?? 'a stranger')}: ${eventText(outcome)}`;
      return [{ ...moment, event: 'CHANGE_OUTCOME', text }];
    }
    const heard = (outcome.evidence ?? []).flatMap((evidence) =>
      exchangeMoments(evidence, exchanges, moment),
    );
    const effect = effects.get(outcome.outcomeId);
    const text =
      effect === undefined ? eventText(outcome) : `${eventText(outcome)}; ${effectText(effect)}`;
    return [...heard, { ...moment, event: outcome.execType, text }];
  });
}

function isAboutChange(id: ClientOrderId, outcome: Outcome, replaced: ReadonlySet<ClientOrderId>) {
  const { origClientOrderId: target, duplicateOf, order } = outcome;
  const kind = order === undefined ? 'cancel' : 'replace';
  return duplicateOf === id || (target !== undefined && isOfOrder(id, target, kind, replaced));
}

/** An exchange is told by each outcome that it led to; it happened once, and before all of them. */
function exchangeMoments(
  evidence: Evidence,
  told: Set<string>,
  { atMs, record }: Pick<Moment, 'atMs' | 'record'>,
): Moment[] {
  const { action, result, requestId, latencyMs } = evidence;
  const name = JSON.stringify(evidence);
  if (told.has(name)) return [];
  told.add(name);
  const took = latencyMs === undefined ? '' : ` after ${millisecondsText(latencyMs)}`;
  const request = requestId === undefined ? '' : `, request ${safe(requestId)}`;
  const text = `${action}: ${safe(result)}${took}${request}`;
  return [{ atMs: Math.min(evidence.atMs, atMs), source: 'venue', event: action, text, record }];
}

function eventText(outcome: Outcome): string {
  const { execType, reason, brokerOrderId, intent } = outcome;
  const why = reason === undefined ? '' : ` ${reason.code}: ${safe(reason.text)}`;
  const venueOrder = brokerOrderId === undefined ? '' : `, venue's order ${safe(brokerOrderId)}`;
  switch (execType) {
    case 'ACCEPTED':
    case 'CORRECTION':
    case 'EXTERNAL':
      return `${execType}${why}${venueOrder}`;
    case 'TRADE':
      return `TRADE ${outcome.lastQty ?? '?'} at ${outcome.lastPx ?? '?'}: ${filledText(outcome)}`;
    case 'CANCELED':
    case 'EXPIRED':
    case 'REPLACED':
      return `${execType}${why}, ${filledText(outcome)}`;
    case 'CANCEL_REJECTED':
    case 'REPLACE_REJECTED':
      return `${execType}${why}, the order is ${outcome.ordStatus}`;
    case 'DUPLICATE':
      return `DUPLICATE: the copy${intent ? ` at ${placeWords(intent)}` : ''} is answered without a call to the venue`;
    case 'REFUSED':
      return `REFUSED${why}${intent ? ` (${placeWords(intent)})` : ''}`;
    case 'ATTEMPTED':
      return 'ATTEMPTED: a send is about to begin';
    case 'RESOLVED':
      return `RESOLVED${reason === undefined ? '' : `: ${safe(reason.text)}`}`;
    case 'REJECTED':
    case 'DENIED':
    case 'HELD':
      return `${execType}${why}`;
  }
}

function filledText({ cumQty, quantity }: Outcome): string {
  return `${cumQty}${quantity === undefined ? '' : ` of ${quantity}`} filled`;
}

function effectText({ change, position }: PositionEffect): string {
  const signed = change.startsWith('-') ? change : `+${change}`;
  return position === undefined ? `position ${signed}` : `position ${signed} to ${position}`;
}
