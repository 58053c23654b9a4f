import { createRequire } from 'node:module';
import type { KafkaMessage } from 'kafkajs';
import type { IncomingRecord } from '../ports.ts';

const inside = createRequire(import.meta.url);
const Decoder: new (bytes: Buffer) => object = inside('kafkajs/src/protocol/decoder');
const decodeMessages: (decoder: object) => Promise<KafkaMessage[]> = inside(
  'kafkajs/src/protocol/requests/fetch/v4/decodeMessages',
);

/** What kafkajs makes of the batches of an answer: the reference for our own decoder. */
export async function decodeByKafkajs(
  topic: string,
  partition: number,
  bytes: Buffer,
): Promise<readonly IncomingRecord[]> {
  const length = Buffer.alloc(4);
  length.writeInt32BE(bytes.length);
  const messages = await decodeMessages(new Decoder(Buffer.concat([length, bytes])));
  return messages.map((message) => recordOf(topic, partition, message));
}

function recordOf(topic: string, partition: number, message: KafkaMessage): IncomingRecord {
  return {
    topic,
    partition,
    offset: message.offset,
    key: message.key,
    value: message.value,
    headers: headerTexts(message.headers),
    logTimeMs: Number(message.timestamp),
  };
}

const NO_HEADERS: Readonly<Record<string, string>> = Object.freeze(Object.create(null));

/** Of a header that stands there more than once the last one counts; one without a value is none. */
function headerTexts(headers: KafkaMessage['headers']): Readonly<Record<string, string>> {
  if (headers === undefined) return NO_HEADERS;
  let texts: Record<string, string> | null = null;
  for (const name in headers) {
    const given = headers[name];
    // Null where a header has no value, whatever the types of kafkajs say.
    const value: Buffer | string | null | undefined = Array.isArray(given) ? given.at(-1) : given;
    if (value === undefined || value === null) continue;
    // No prototype: a header may be called "__proto__".
    texts ??= Object.create(null) as Record<string, string>;
    texts[name] = typeof value === 'string' ? value : value.toString('utf8');
  }
  return texts ?? NO_HEADERS;
}
