import type { Handled } from '@orderonce/kafka';
import { Abandoned } from '../abandoned.ts';
import type { Intake } from '../intake/intake.ts';
import { claimIntent } from './claim-intent.ts';
import { concludeIntent } from './conclude-intent.ts';
import { deliver } from './deliver.ts';
import { refuseReusedId } from './refuse-reused-id.ts';
import { repeatAnswer } from './repeat-answer.ts';
import { traceAnswer } from './trace-answer.ts';

/**
 * Gives one copy of an intent its answer: claims it, and then either brings it to a verdict or a hold, or
 * repeats what an earlier copy led to.
 *
 * @throws {Abandoned} when it was told to stop on the way
 */
export async function answerIntent(intake: Intake): Promise<Handled> {
  for (;;) {
    const answer = await claimIntent(intake);
    traceAnswer(intake, answer);
    switch (answer.kind) {
      case 'abandoned':
        throw new Abandoned();
      case 'fresh':
      case 'earlier-attempt':
      case 'content-duplicate': {
        const delivery = await deliver(intake, await concludeIntent(intake, answer));
        if (delivery !== 'lost') return delivery;
        break;
      }
      case 'settled':
      case 'held':
        return repeatAnswer(intake, answer);
      case 'other-payload':
        return refuseReusedId(intake, answer.differingFields);
    }
  }
}
