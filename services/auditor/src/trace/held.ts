import type { ClientOrderId } from '@orderonce/contracts';
import type { Message } from './message.ts';

/** A time in which an order waited for a person. */
export interface Held {
  readonly sinceMs: number;
  /** When the outcome was published that ended it. */
  readonly untilMs?: number;
  /** Who decided what, and why. */
  readonly resolution?: string;
}

/** From the first hold of an order to its verdict, which only a person's word brings about. */
export function heldOf(id: ClientOrderId, messages: readonly Message[]): Held | null {
  let held: Held | null = null;
  for (const message of messages) {
    if (message.kind !== 'outcome' || message.outcome.clientOrderId !== id) continue;
    const { execType, reason } = message.outcome;
    if (execType === 'HELD') held ??= { sinceMs: message.logTimeMs };
    if (held === null || held.untilMs !== undefined) continue;
    if (execType === 'RESOLVED' && reason !== undefined)
      held = { ...held, resolution: reason.text };
    if (execType === 'ACCEPTED' || execType === 'REJECTED' || execType === 'DENIED')
      held = { ...held, untilMs: message.logTimeMs };
  }
  return held;
}
