import type { ClientOrderId } from '@orderonce/contracts';
import { type IntentMessage, intentMoments } from './intent-moments.ts';
import type { Message } from './message.ts';
import type { Moment } from './moment.ts';
import { otherMoments } from './other-moments.ts';
import { type OutcomeMessage, outcomeMoments } from './outcome-moments.ts';
import type { PositionEffect } from './position-effects.ts';

export interface TimedMoment extends Moment {
  /** Since the first moment of the time line. */
  readonly sinceFirstMs: number;
}

// What happened within one millisecond: an intent comes before what is done about it.
const IN_ORDER: readonly Moment['source'][] = [
  'intents',
  'dead letters',
  'venue',
  'outcomes',
  'control',
];

/** Everything that happened to one order, by time; within a topic as it stands on the log. */
export function timeLine(
  id: ClientOrderId,
  messages: readonly Message[],
  effects: ReadonlyMap<string, PositionEffect>,
  replaced: ReadonlySet<ClientOrderId>,
): TimedMoment[] {
  const inOrder = [...messages].sort(
    (a, b) => a.logTimeMs - b.logTimeMs || comparePlaces(a.record.offset, b.record.offset),
  );
  const intents = inOrder.filter((message): message is IntentMessage => message.kind === 'intent');
  const outcomes = inOrder.filter(
    (message): message is OutcomeMessage => message.kind === 'outcome',
  );
  const others = inOrder.flatMap((message) =>
    message.kind === 'intent' || message.kind === 'outcome' ? [] : [message],
  );
  const moments = [
    ...intentMoments(id, intents, replaced),
    ...outcomeMoments(id, outcomes, effects, replaced),
    ...otherMoments(id, others),
  ].sort((a, b) => a.atMs - b.atMs || IN_ORDER.indexOf(a.source) - IN_ORDER.indexOf(b.source));
  const firstMs = moments[0]?.atMs ?? 0;
  return moments.map((moment) => ({ ...moment, sinceFirstMs: moment.atMs - firstMs }));
}

function comparePlaces(a: string, b: string): number {
  return a.length - b.length || (a < b ? -1 : 1);
}
