import { type AnswerKind, answerKindOf } from '@orderonce/brokers';
import type { Evidence } from '@orderonce/contracts';

/** One call to the venue as its evidence tells it. */
export interface Exchange {
  readonly action: Evidence['action'];
  readonly kind: AnswerKind;
  readonly askedAtMs: number;
  readonly answeredAtMs: number;
  readonly text: string;
}

/** What an attempt keeps of a long doubt: the first exchange and the latest ones. */
export const MOST_EVIDENCE = 20;

/** Null where an exchange does not say what it was taken to mean. */
export function exchangesIn(evidence: readonly Evidence[]): readonly Exchange[] | null {
  const exchanges: Exchange[] = [];
  for (const one of evidence) {
    const { action, atMs, latencyMs = 0, result: text } = one;
    const kind = answerKindOf(one);
    if (kind === null) return null;
    exchanges.push({ action, kind, askedAtMs: atMs, answeredAtMs: atMs + latencyMs, text });
  }
  return exchanges;
}
