import {
  type ClientOrderId,
  differingFields,
  type Intent,
  intentPayload,
} from '@orderonce/contracts';
import { intentText } from '../commands/held/intent-text.ts';
import type { Message } from './message.ts';
import type { Moment } from './moment.ts';
import { placeWords } from './words.ts';

export type IntentMessage = Extract<Message, { readonly kind: 'intent' }>;

/**
 * What the records of the intents topic tell about an order: its intent, each further copy, and the intents of
 * others that name it.
 *
 * @param messages as they stand on the log
 */
export function intentMoments(id: ClientOrderId, messages: readonly IntentMessage[]): Moment[] {
  const own = messages.filter(({ intent }) => intent.clientOrderId === id);
  const first = own[0]?.intent;
  let copies = 0;
  return messages.flatMap((message): Moment[] => {
    const { intent, record, logTimeMs } = message;
    const moment = { atMs: logTimeMs, source: 'intents', record } as const;
    if (intent.clientOrderId !== id) {
      if (!('origClientOrderId' in intent) || intent.origClientOrderId !== id) return [];
      return [{ ...moment, event: 'CHANGE_INTENT', text: changeText(intent) }];
    }
    if (first === undefined || message === own[0])
      return [{ ...moment, event: 'INTENT', text: firstText(message) }];
    const differing = differingFields(intentPayload(first), intentPayload(intent));
    if (differing.length > 0) {
      const text = `another intent under this id, which differs in ${differing.join(', ')}: ${intentText(intent)}`;
      return [{ ...moment, event: 'OTHER_INTENT', text: `${text} (${placeWords(record)})` }];
    }
    copies += 1;
    const text = `copy ${copies + 1} of the intent (${placeWords(record)})`;
    return [{ ...moment, event: 'COPY', text }];
  });
}

function firstText({ intent, record }: IntentMessage): string {
  const what = intent.kind === 'place' ? `place ${intentText(intent)}` : intentText(intent);
  return `${what} (${placeWords(record)})`;
}

function changeText(intent: Intent): string {
  const what =
    intent.kind === 'cancel' ? 'asks to cancel this order' : `asks to ${intentText(intent)}`;
  return `${intent.clientOrderId} ${what}`;
}
