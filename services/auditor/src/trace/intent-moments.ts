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
 * @param replaced the orders that it replaced, itself included
 */
export function intentMoments(
  id: ClientOrderId,
  messages: readonly IntentMessage[],
  replaced: ReadonlySet<ClientOrderId>,
): Moment[] {
  const own = messages.filter(({ intent }) => intent.clientOrderId === id);
  const first = own[0]?.intent;
  let copies = 0;
  return messages.flatMap((message): Moment[] => {
    const { intent, record, logTimeMs } = message;
    const moment = { atMs: logTimeMs, source: 'intents', record } as const;
    if (intent.clientOrderId !== id) {
      const target = 'origClientOrderId' in intent ? intent.origClientOrderId : undefined;
      if (target === undefined || !isOfOrder(id, target, intent.kind, replaced)) return [];
      return [{ ...moment, event: 'CHANGE_INTENT', text: changeText(id, intent, target) }];
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

/** A cancel that names an order is for whatever took the place of that order too. */
export function isOfOrder(
  id: ClientOrderId,
  target: ClientOrderId,
  kind: Intent['kind'],
  replaced: ReadonlySet<ClientOrderId>,
): boolean {
  return target === id || (kind === 'cancel' && replaced.has(target));
}

function changeText(id: ClientOrderId, intent: Intent, target: ClientOrderId): string {
  const order = target === id ? 'this order' : target;
  const what =
    intent.kind === 'cancel' ? `asks to cancel ${order}` : `asks to ${intentText(intent)}`;
  return `${intent.clientOrderId} ${what}`;
}
