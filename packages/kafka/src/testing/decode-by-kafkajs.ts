import { createRequire } from 'node:module';
import type { KafkaMessage } from 'kafkajs';
import { incomingRecord } from '../incoming-record.ts';
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
  return messages.map((message) => incomingRecord(topic, partition, message));
}
