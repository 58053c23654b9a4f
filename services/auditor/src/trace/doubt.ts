import type { ClientOrderId, Evidence } from '@orderonce/contracts';
import type { Message } from './message.ts';

/** A time in which nobody knew whether the venue has the order. */
export interface Doubt {
  /** When the answer that settled nothing was there. */
  readonly fromMs: number;
  /** When the verdict was published; absent while the order waits for a person, or for its executor. */
  readonly untilMs?: number;
  /** Calls of the venue that it took, the first one included. */
  readonly exchanges: number;
}

/** Provably nothing was sent, or nothing was taken. */
const NO_DOUBT = /^(not sent|http 429)/;

/**
 * The doubt about an order, from the evidence of its outcomes: who had its answer asked no further, so a call that
 * was followed by another one left a question.
 */
export function doubtOf(id: ClientOrderId, messages: readonly Message[]): Doubt | null {
  const exchanges = new Map<string, Evidence>();
  let verdictMs: number | undefined;
  let isHeld = false;
  for (const message of messages) {
    if (message.kind !== 'outcome' || message.outcome.clientOrderId !== id) continue;
    const { execType, evidence = [] } = message.outcome;
    for (const one of evidence) exchanges.set(JSON.stringify(one), one);
    if (execType === 'HELD') isHeld = true;
    if (execType === 'ACCEPTED' || execType === 'REJECTED' || execType === 'DENIED')
      verdictMs ??= message.logTimeMs;
  }
  const inOrder = [...exchanges.values()].sort((a, b) => a.atMs - b.atMs);
  const open = inOrder.findIndex(
    ({ action, result }) => action !== 'look-up' && !NO_DOUBT.test(result),
  );
  const first = inOrder[open];
  if (first === undefined || (open === inOrder.length - 1 && !isHeld)) return null;
  return {
    fromMs: Math.round(first.atMs + (first.latencyMs ?? 0)),
    ...(verdictMs !== undefined && { untilMs: verdictMs }),
    exchanges: inOrder.length - open,
  };
}
