import { answerKindOf } from '@orderonce/brokers';
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

/**
 * The doubt about an order, from the evidence of its outcomes: it begins with an answer to a request that was taken
 * to mean nothing certain, and "that id is taken" is not certain either.
 */
export function doubtOf(id: ClientOrderId, messages: readonly Message[]): Doubt | null {
  const exchanges = new Map<string, Evidence>();
  let verdictMs: number | undefined;
  for (const message of messages) {
    if (message.kind !== 'outcome' || message.outcome.clientOrderId !== id) continue;
    const { execType, evidence = [] } = message.outcome;
    for (const one of evidence) exchanges.set(JSON.stringify(one), one);
    if (execType === 'ACCEPTED' || execType === 'REJECTED' || execType === 'DENIED')
      verdictMs ??= message.logTimeMs;
  }
  const inOrder = [...exchanges.values()].sort((a, b) => a.atMs - b.atMs);
  const first = inOrder.find(leavesDoubt);
  if (first === undefined) return null;
  return {
    fromMs: Math.round(first.atMs + (first.latencyMs ?? 0)),
    ...(verdictMs !== undefined && { untilMs: verdictMs }),
    exchanges: inOrder.length - inOrder.indexOf(first),
  };
}

function leavesDoubt(evidence: Evidence): boolean {
  const kind = answerKindOf(evidence);
  return evidence.action !== 'look-up' && (kind === 'unknown' || kind === 'duplicate');
}
