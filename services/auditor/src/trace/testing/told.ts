import {
  type ControlRecord,
  encodeControl,
  encodeIntent,
  encodeOutcome,
  type Intent,
  type Outcome,
  topicNames,
} from '@orderonce/contracts';
import { type Message, readMessage } from '../message.ts';

/** The topics of tests that need no cluster. */
const TOPICS = topicNames('');
/** When the first thing happens in them. */
export const BEGIN_MS = Date.UTC(2026, 10, 22, 9, 31, 5, 120);

/** Messages at places of their own, one behind the other on each topic, at so many milliseconds after the beginning. */
export function told(
  ...said: readonly (readonly [
    afterMs: number,
    what:
      | { readonly intent: Intent }
      | { readonly outcome: Outcome }
      | { readonly control: ControlRecord }
      | { readonly endOfHold: string },
  ])[]
): Message[] {
  const next = new Map<string, number>();
  return said.map(([afterMs, what]) => {
    const record = recordOf(what);
    const offset = next.get(record.topic) ?? 42;
    next.set(record.topic, offset + 1);
    const message = readMessage(
      {
        topic: record.topic,
        partition: 3,
        offset: String(offset),
        key: Buffer.from(record.key),
        value: record.value === null ? null : Buffer.from(record.value),
        headers: {},
        logTimeMs: BEGIN_MS + afterMs,
      },
      TOPICS,
    );
    if (message === null) throw new Error(`about no order: ${record.value}`);
    return message;
  });
}

function recordOf(what: {
  readonly intent?: Intent;
  readonly outcome?: Outcome;
  readonly control?: ControlRecord;
  readonly endOfHold?: string;
}): { readonly topic: string; readonly key: string; readonly value: string | null } {
  const { intent, outcome, control, endOfHold } = what;
  if (intent) return { topic: TOPICS.intents, key: '', value: encodeIntent(intent) };
  if (outcome) return { topic: TOPICS.outcomes, key: '', value: encodeOutcome(outcome) };
  if (control) return { topic: TOPICS.control, ...encodeControl(control) };
  return { topic: TOPICS.control, key: endOfHold ?? '', value: null };
}
