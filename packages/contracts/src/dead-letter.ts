import { Buffer } from 'node:buffer';
import { hash } from 'node:crypto';
import { z } from 'zod';
import type { Undecodable } from './decode.ts';

/** A record as it came from the log, which nobody could use. */
export interface DeadRecord {
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly logTimeMs: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** What goes on `orders.intents.dlq`: the bytes as received, and one header that tells their story. */
export interface DeadLetter {
  readonly key: Buffer | null;
  readonly value: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/** The one header that we add; the record's own are inside it, so that none can pass for ours. */
export const DEAD_LETTER_HEADER = 'dead-letter';

// A letter that the log refuses would stop the partition for good, so each part of it has a limit. They
// leave room below Kafka's default `max.message.bytes` of 1 MiB.
const MAX_VALUE_BYTES = 512 * 1024;
const MAX_KEY_BYTES = 4 * 1024;
const MAX_HEADERS_BYTES = 16 * 1024;

const storySchema = z.object({
  topic: z.string(),
  partition: z.int(),
  offset: z.string(),
  logTimeMs: z.number(),
  /** When it was set aside. */
  atMs: z.number(),
  reason: z.enum(['INVALID_INTENT', 'UNSUPPORTED_SCHEMA_VERSION', 'WRONG_PARTITION']),
  problems: z.array(z.object({ path: z.string(), rule: z.string() })),
  /** Null: the record had none. The hash is of the whole value, also where the letter holds less of it. */
  value: z.object({ bytes: z.int(), sha256: z.string(), isCut: z.boolean() }).nullable(),
  /** Null: the record had none. A key that is too long is left out. */
  key: z.object({ bytes: z.int() }).nullable(),
  /** Null: too many to keep. */
  headers: z.record(z.string(), z.string()).nullable(),
});
export type DeadLetterStory = z.output<typeof storySchema>;

/**
 * The dead letter for a record. It always fits on the topic: a value above 512 KiB is cut (its length and
 * hash are in the story; where the whole of it stands, too), keys above 4 KiB and headers above 16 KiB are
 * left out.
 */
export function encodeDeadLetter(
  record: DeadRecord,
  why: { readonly reason: DeadLetterStory['reason'] } & Pick<Undecodable, 'problems'>,
  atMs: number,
): DeadLetter {
  const { topic, partition, offset, logTimeMs, key, value, headers } = record;
  const story: DeadLetterStory = {
    topic,
    partition,
    offset,
    logTimeMs,
    atMs,
    reason: why.reason,
    problems: [...why.problems],
    value: value && {
      bytes: value.length,
      sha256: hash('sha256', value),
      isCut: value.length > MAX_VALUE_BYTES,
    },
    key: key && { bytes: key.length },
    headers: Buffer.byteLength(JSON.stringify(headers)) > MAX_HEADERS_BYTES ? null : headers,
  };
  return {
    key: key !== null && key.length <= MAX_KEY_BYTES ? key : null,
    value: value?.subarray(0, MAX_VALUE_BYTES) ?? Buffer.alloc(0),
    headers: { [DEAD_LETTER_HEADER]: JSON.stringify(story) },
  };
}

/** The inverse, as far as the letter holds it; null when the record is not a dead letter of ours. */
export function decodeDeadLetter(
  letter: Pick<DeadLetter, 'headers'> & { readonly value: Buffer | null },
): { readonly story: DeadLetterStory; readonly value: Buffer | null } | null {
  let json: unknown;
  try {
    json = JSON.parse(letter.headers[DEAD_LETTER_HEADER] ?? '');
  } catch {
    return null;
  }
  const story = storySchema.safeParse(json);
  if (!story.success) return null;
  return { story: story.data, value: story.data.value === null ? null : letter.value };
}
