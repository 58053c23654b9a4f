import { agreesWithLedger } from './agrees-with-ledger.ts';
import { atMostOneOrder, onePostWhereNothingFailed } from './at-most-one-order.ts';
import { exactlyOneVerdict } from './exactly-one-verdict.ts';
import type { History, Violation } from './history.ts';
import { inIntentOrder } from './in-intent-order.ts';
import { nothingSentAfterKill } from './nothing-sent-after-kill.ts';
import { offsetsWaitForAnswers } from './offsets-wait-for-answers.ts';
import { onePayloadPerId } from './one-payload-per-id.ts';
import { rejectionsAreProven } from './rejections-are-proven.ts';

/**
 * Every broken promise in a history; none is the good answer.
 *
 * An empty history breaks no promise and proves nothing, so it is an error.
 *
 * @throws {Error} when the history holds no intents or no ledger
 */
export function judge(history: History): Violation[] {
  if (history.intents.length === 0 || history.ledger.length === 0)
    throw new Error('there is nothing to judge: the history has no intents or no ledger');
  return [
    ...atMostOneOrder(history),
    ...onePostWhereNothingFailed(history),
    ...exactlyOneVerdict(history),
    ...agreesWithLedger(history),
    ...onePayloadPerId(history),
    ...offsetsWaitForAnswers(history),
    ...inIntentOrder(history),
    ...rejectionsAreProven(history),
    ...nothingSentAfterKill(history),
  ];
}
