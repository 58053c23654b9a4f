import {
  type Acknowledgement,
  type ControlRecord,
  type DeadLetterStory,
  decodeControl,
  decodeDeadLetter,
  decodeIntent,
  decodeOutcome,
  type HoldRecord,
  type Intent,
  type Outcome,
  type Problem,
  type Resolution,
  type TopicNames,
} from '@orderonce/contracts';
import type { IncomingRecord, RecordPosition } from '@orderonce/kafka';

/** What a record says, and where it stands. */
export type Message = Place &
  (
    | { readonly kind: 'intent'; readonly intent: Intent }
    | { readonly kind: 'outcome'; readonly outcome: Outcome }
    | {
        readonly kind: 'dead-letter';
        readonly story: DeadLetterStory;
        readonly value: Buffer | null;
      }
    | { readonly kind: 'control'; readonly control: OrderControl }
    | { readonly kind: 'hold-ended'; readonly key: string }
    /** On the topic of intents or outcomes, and against its schema. */
    | {
        readonly kind: 'unreadable';
        readonly topicOf: 'intents' | 'outcomes';
        readonly problems: readonly Problem[];
      }
  );

interface Place {
  readonly record: RecordPosition;
  readonly logTimeMs: number;
}

/** What is said of single orders on the control topic. */
type OrderControl = HoldRecord | Resolution | Acknowledgement;

/** Reads a record of one of the four topics; null when it is about no order. */
export function readMessage(record: IncomingRecord, topics: TopicNames): Message | null {
  const { topic, partition, offset, logTimeMs, key, value } = record;
  const place = { record: { topic, partition, offset }, logTimeMs };
  switch (topic) {
    case topics.intents: {
      const read = decodeIntent(value);
      if (read.ok) return { ...place, kind: 'intent', intent: read.intent };
      return { ...place, kind: 'unreadable', topicOf: 'intents', problems: read.problems };
    }
    case topics.outcomes: {
      const read = decodeOutcome(value);
      if (read.ok) return { ...place, kind: 'outcome', outcome: read.outcome };
      return { ...place, kind: 'unreadable', topicOf: 'outcomes', problems: read.problems };
    }
    case topics.deadLetters: {
      const letter = decodeDeadLetter(record);
      return letter && { ...place, kind: 'dead-letter', ...letter };
    }
    case topics.control: {
      const read = decodeControl(key, value);
      if (!read.ok) return null;
      if (read.record === null)
        return read.key.startsWith('hold/')
          ? { ...place, kind: 'hold-ended', key: read.key }
          : null;
      const control = orderControl(read.record);
      return control && { ...place, kind: 'control', control };
    }
    default:
      return null;
  }
}

function orderControl(record: ControlRecord): OrderControl | null {
  switch (record.kind) {
    case 'hold':
    case 'resolution':
    case 'acknowledgement':
      return record;
    default:
      return null;
  }
}
