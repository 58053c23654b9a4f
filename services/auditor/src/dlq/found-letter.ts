import {
  type DeadLetterStory,
  decodeDeadLetter,
  decodeIntent,
  type ReadableFields,
} from '@orderonce/contracts';
import type { IncomingRecord } from '@orderonce/kafka';

/** A dead letter as it stands on its topic. */
export interface FoundLetter {
  readonly partition: number;
  readonly offset: string;
  /** When it was put there, by the log. */
  readonly logTimeMs: number;
  /** As received; of a value above 512 KiB the beginning. Null: the record had none. */
  readonly value: Buffer | null;
  readonly key: Buffer | null;
  readonly story: DeadLetterStory;
  /** Whose it was, as far as that can be read. */
  readonly readable: ReadableFields;
}

/** Null when the record is none of ours. */
export function foundLetter(record: IncomingRecord): FoundLetter | null {
  const decoded = decodeDeadLetter(record);
  if (decoded === null) return null;
  const { story, value } = decoded;
  const { partition, offset, logTimeMs, key } = record;
  const intent = decodeIntent(value);
  return {
    ...{ partition, offset, logTimeMs, key, value, story },
    readable: intent.ok ? intent.intent : intent.readable,
  };
}

/** Where a letter stands, as a person types it. */
export function placeText({ partition, offset }: Pick<FoundLetter, 'partition' | 'offset'>) {
  return `${partition}:${offset}`;
}
