import type { Message } from '../../trace/message.ts';
import type { OrderStory } from '../../trace/order-story.ts';

/** The story as a JSON document: all that the text tells, and each message in full. */
export function storyDocument(story: OrderStory, looked: readonly string[]) {
  return { ...story, messages: story.messages.map(messageDocument), looked };
}

function messageDocument(message: Message) {
  if (message.kind !== 'dead-letter') return message;
  // Bytes that nobody could read as an intent may be no text either.
  return { ...message, value: undefined, valueBase64: message.value?.toString('base64') ?? null };
}
