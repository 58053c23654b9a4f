import { type ControlRecord, decodeControl, encodeControl } from '@orderonce/contracts';
import { createPublisher, KafkaFailure } from '@orderonce/kafka';
import { CommandFailure } from '../command-line/command-failure.ts';
import { type FollowedTopic, type FollowTopicOptions, followTopic } from '../kafka/follow-topic.ts';
import { ControlState } from './control-state.ts';

/** A command's view of `orders.control`, which grows newer as long as it is open. */
export interface ControlSession extends AsyncDisposable, Pick<FollowedTopic, 'until'> {
  readonly state: ControlState;
  /** The state, at least as new as the opening of the session. */
  readCurrent(): Promise<ControlState>;
  /**
   * Resolves when the record is on the log. Does not wait for the reading: a kill switch must not.
   *
   * @throws {CommandFailure} `KAFKA_AWAY`; the record may then be on the log or not
   */
  publish(record: ControlRecord): Promise<void>;
}

/** Reads from now on; connects for writing with the first record. */
export function openControlSession(
  options: Omit<FollowTopicOptions, 'from' | 'onRecord'>,
): ControlSession {
  const { connection, topic, patienceMs } = options;
  const state = new ControlState();
  const followed = followTopic({
    ...options,
    from: 'beginning',
    onRecord: ({ key, value }) => state.take(decodeControl(key, value)),
  });
  const publisher = createPublisher(connection);

  return {
    state,
    until: followed.until,
    async readCurrent() {
      await followed.readCurrent();
      return state;
    },
    async publish(record) {
      const publishing = publisher.publish({ topic, ...encodeControl(record) });
      // One that is not on the log by then is given up: nobody may hear of it long after this command.
      const timer = setTimeout(() => publisher.stop(0), patienceMs);
      try {
        await publishing;
      } catch (error) {
        throw error instanceof KafkaFailure ? notWritten(error, patienceMs) : error;
      } finally {
        clearTimeout(timer);
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([publisher.stop(0), followed[Symbol.asyncDispose]()]);
    },
  };
}

function notWritten(failure: KafkaFailure, patienceMs: number): CommandFailure {
  if (failure.code !== 'PUBLISHER_STOPPED') return new CommandFailure('REFUSED', failure.message);
  const text = `Kafka did not answer within ${patienceMs / 1000} s: the change may be written or not; look before you repeat it`;
  return new CommandFailure('KAFKA_AWAY', text);
}
