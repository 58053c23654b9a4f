import type { Acknowledgement, ClientOrderId } from '@orderonce/contracts';
import type { Message } from './message.ts';
import type { Moment } from './moment.ts';
import { placeWords, safe } from './words.ts';

type OtherMessage = Exclude<Message, { readonly kind: 'intent' | 'outcome' }>;

/** What dead letters, the control topic and unreadable records tell about an order. */
export function otherMoments(id: ClientOrderId, messages: readonly OtherMessage[]): Moment[] {
  const resolutions = new Set(
    messages.flatMap((message) =>
      message.kind === 'control' &&
      message.control.kind === 'resolution' &&
      message.control.clientOrderId === id
        ? [message.control.changeId]
        : [],
    ),
  );
  return messages.flatMap((message) => momentsOf(id, message, resolutions));
}

function momentsOf(
  id: ClientOrderId,
  message: OtherMessage,
  resolutions: ReadonlySet<string>,
): Moment[] {
  const { record, logTimeMs: atMs } = message;
  switch (message.kind) {
    case 'dead-letter': {
      const { story } = message;
      const why = story.problems.map(problemText).join('; ');
      const text = `${story.reason}: ${why} (${placeWords(story)} of ${safe(story.topic)})`;
      return [{ atMs, source: 'dead letters', event: 'DEAD_LETTER', text, record }];
    }
    case 'unreadable': {
      const why = message.problems.map(problemText).join('; ');
      const text = `cannot be read: ${why} (${placeWords(record)})`;
      return [{ atMs, source: message.topicOf, event: 'UNREADABLE', text, record }];
    }
    case 'hold-ended':
      if (!message.key.endsWith(`/${id}`)) return [];
      return [{ atMs, source: 'control', event: 'HOLD_ENDED', text: 'is held no more', record }];
    case 'control':
      return controlMoments(id, message, resolutions);
  }
}

function controlMoments(
  id: ClientOrderId,
  { control, record, logTimeMs: atMs }: Extract<Message, { readonly kind: 'control' }>,
  resolutions: ReadonlySet<string>,
): Moment[] {
  const moment = { atMs, source: 'control', record } as const;
  switch (control.kind) {
    case 'hold': {
      if (control.intent.clientOrderId !== id) return [];
      const text = `its instrument waits for a person: ${control.reason.code}`;
      return [{ ...moment, event: 'HOLD', text }];
    }
    case 'resolution': {
      if (control.clientOrderId !== id) return [];
      const { decision, who, why, brokerOrderId } = control;
      const named = brokerOrderId === undefined ? '' : ` (venue's order ${safe(brokerOrderId)})`;
      const text = `${safe(who)} resolves it as ${decision}${named}: ${safe(why)}`;
      return [{ ...moment, event: 'RESOLUTION', text }];
    }
    case 'acknowledgement':
      if (!resolutions.has(control.acknowledges)) return [];
      return [{ ...moment, event: 'ACKNOWLEDGEMENT', text: answerText(control) }];
  }
}

function answerText({ executorId, result, text }: Acknowledgement): string {
  return `${executorId}: ${result}${text === '' ? '' : `, ${safe(text)}`}`;
}

function problemText({ path, rule }: { readonly path: string; readonly rule: string }): string {
  return safe(path === '' ? rule : `${path} ${rule}`);
}
