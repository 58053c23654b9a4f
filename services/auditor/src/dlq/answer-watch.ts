import type { ExecType, Outcome } from '@orderonce/contracts';
import type { RecordPosition } from '@orderonce/kafka';

const ANSWERS: ReadonlySet<ExecType> = new Set([
  'ACCEPTED',
  'REJECTED',
  'DENIED',
  'HELD',
  'REFUSED',
  'DUPLICATE',
]);

/** Outcomes of one id, of which one answers the copy that stands at a place: there may be answers to others. */
export class AnswerWatch {
  readonly #outcomes: Outcome[] = [];

  take(outcome: Outcome): void {
    this.#outcomes.push(outcome);
  }

  answerTo({ partition, offset }: Omit<RecordPosition, 'topic'>): Outcome | undefined {
    return this.#outcomes.find(
      ({ execType, intent }) =>
        ANSWERS.has(execType) && intent?.partition === partition && intent.offset === offset,
    );
  }
}
