import type { TopicNames } from '@orderonce/contracts';
import { type KafkaConnection, type Publisher, readTopic } from '@orderonce/kafka';
import type { Control } from '../control/control.ts';
import { ControlReading } from '../control/control-reading.ts';
import { type FollowControlOptions, followControl } from '../control/follow-control.ts';

/** After each assignment nothing is sent before a question asked since then is answered. */
const MAX_WAIT_MS = 100;

export type OpenControlOptions = Pick<
  FollowControlOptions,
  'executorId' | 'clock' | 'log' | 'assignedPartitions' | 'partitionCount' | 'resolve'
> & {
  readonly connection: KafkaConnection;
  readonly topics: Pick<TopicNames, 'control'>;
  readonly publisher: Publisher;
};

export interface OpenControl {
  readonly control: Control;
  /** For metrics and readiness. */
  readonly reading: ControlReading;
  /** Resolves when the topic was read to its end once. Rejects when it cannot be read. */
  readonly ready: Promise<void>;
  /** To be called at each assignment of partitions, before anything of them is handled. */
  noteAssigned(): void;
  /** Rejects when the control topic can no longer be followed: nothing may be sent blind. */
  readonly failed: Promise<never>;
  /** Waits for resolutions under way up to `deadlineMs`. The publisher must still be there. */
  close(deadlineMs: number): Promise<void>;
}

/**
 * Begins to follow the control topic. Returns at once: await `ready` before anything is taken.
 *
 * @param options `clock` is the machine's own, by which the log's reader dates its questions
 */
export function openControl(options: OpenControlOptions): OpenControl {
  const { connection, publisher } = options;
  const topic = options.topics.control;
  const reading = new ControlReading(options.clock);
  const follower = followControl({ ...options, topic, reading, publish: publisher.publish });
  const stop = new AbortController();

  async function follow(): Promise<void> {
    const records = readTopic(connection, {
      topic,
      from: 'beginning',
      until: 'follow',
      signal: stop.signal,
      onCurrent: follower.current,
      maxWaitMs: MAX_WAIT_MS,
    });
    for await (const batch of records) follower.take(batch);
    if (!stop.signal.aborted) throw new Error(`${topic} is no longer followed`);
  }

  const following = follow();
  const broken = following.then(() => new Promise<never>(() => {}));
  const failed = Promise.race([broken, follower.failed]);
  failed.catch(() => {});
  const ready = Promise.race([follower.ready, failed]);
  ready.catch(() => {});
  return {
    control: reading,
    reading,
    ready,
    noteAssigned: follower.noteAssigned,
    failed,
    async close(deadlineMs) {
      await follower.stop(deadlineMs);
      stop.abort();
      await following.catch(() => {});
    },
  };
}
