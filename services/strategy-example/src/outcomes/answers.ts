import type { ClientOrderId, Outcome } from '@orderonce/contracts';

/** How the intents of this run stand. */
export interface AnswerCounts {
  readonly accepted: number;
  readonly rejected: number;
  readonly denied: number;
  readonly refused: number;
  /** Waiting for a person. */
  readonly held: number;
  readonly unanswered: number;
  /** Copies that the executor told apart from the first one. */
  readonly duplicates: number;
}

type Standing = Exclude<keyof AnswerCounts, 'duplicates'>;

/** Beyond this many intents the oldest are forgotten and their outcomes pass by. */
const MAX_REMEMBERED = 1_000_000;

/** Brings the outcomes of this run's intents together. They may come repeated. */
export class Answers {
  readonly #standings = new Map<ClientOrderId, Standing>();
  readonly #counts: Record<keyof AnswerCounts, number> = {
    accepted: 0,
    rejected: 0,
    denied: 0,
    refused: 0,
    held: 0,
    unanswered: 0,
    duplicates: 0,
  };

  get counts(): AnswerCounts {
    return { ...this.#counts };
  }

  /** An intent is about to be published. */
  expect(id: ClientOrderId): void {
    this.#standings.set(id, 'unanswered');
    this.#counts.unanswered += 1;
    if (this.#standings.size <= MAX_REMEMBERED) return;
    const [oldest] = this.#standings;
    if (oldest === undefined) return;
    const [oldId, standing] = oldest;
    this.#standings.delete(oldId);
    if (standing === 'unanswered') this.#counts.unanswered -= 1;
  }

  take(outcome: Outcome): void {
    if (outcome.execType === 'EXTERNAL') return;
    const before = this.#standings.get(outcome.clientOrderId);
    if (before === undefined) return;
    if (outcome.execType === 'DUPLICATE') this.#counts.duplicates += 1;
    const after = standingAfter(before, outcome);
    if (after === before) return;
    this.#standings.set(outcome.clientOrderId, after);
    this.#counts[before] -= 1;
    this.#counts[after] += 1;
  }
}

/** A verdict ends every doubt and is final; a refused copy says nothing about an intent that was answered. */
function standingAfter(before: Standing, { execType }: Outcome): Standing {
  const isOpen = before === 'unanswered' || before === 'held';
  if (!isOpen) return before;
  switch (execType) {
    case 'ACCEPTED':
      return 'accepted';
    case 'REJECTED':
      return 'rejected';
    case 'DENIED':
      return 'denied';
    case 'HELD':
      return 'held';
    case 'REFUSED':
      return before === 'held' ? before : 'refused';
    default:
      return before;
  }
}
