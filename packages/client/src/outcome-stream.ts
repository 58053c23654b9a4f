import { decodeOutcome, type Outcome, type Problem } from '@orderonce/contracts';
import {
  type KafkaConnection,
  type ReadTopicOptions,
  type RecordPosition,
  readTopic,
} from '@orderonce/kafka';

/** One record of the outcomes topic; one that cannot be read is shown and not hidden. */
export type FollowedOutcome =
  | { readonly ok: true; readonly outcome: Outcome; readonly position: RecordPosition }
  | {
      readonly ok: false;
      readonly problems: readonly Problem[];
      readonly position: RecordPosition;
    };

export interface FollowOptions {
  readonly topic: string;
  readonly from: ReadTopicOptions['from'];
  readonly signal: AbortSignal;
  /** Where this text does not stand, nothing is decoded; it is for who looks for one order among many. */
  readonly holding?: string;
}

/** The outcomes from a point on, for ever, in order for each account and symbol. */
export async function* followOutcomes(
  connection: KafkaConnection,
  { topic, from, signal, holding }: FollowOptions,
): AsyncGenerator<FollowedOutcome> {
  const mayHold =
    holding === undefined ? {} : { mayHold: (bytes: Buffer) => bytes.includes(holding) };
  const reading = { topic, from, until: 'follow', signal, ...mayHold } as const;
  for await (const batch of readTopic(connection, reading))
    for (const { value, partition, offset } of batch) {
      const position = { topic, partition, offset };
      const decoded = decodeOutcome(value);
      yield decoded.ok
        ? { ok: true, outcome: decoded.outcome, position }
        : { ok: false, problems: decoded.problems, position };
    }
}
