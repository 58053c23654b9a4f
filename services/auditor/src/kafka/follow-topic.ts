import {
  type IncomingRecord,
  type KafkaConnection,
  KafkaFailure,
  type ReadTopicOptions,
  readTopic,
} from '@orderonce/kafka';
import type { Clock } from '../clock.ts';
import { CommandFailure } from '../command-line/command-failure.ts';

/** A topic that is being read; whatever is kept of its records grows newer until this is disposed of. */
export interface FollowedTopic extends AsyncDisposable {
  /**
   * Resolves when all that stood on the topic at the beginning was handed over.
   *
   * @throws {CommandFailure} `KAFKA_AWAY` when nothing comes for the length of the patience
   */
  readCurrent(): Promise<void>;
  /**
   * Asks after every batch, and a few times a second, until the answer is true.
   *
   * @returns false when it was not within `waitMs`
   */
  until(isTrue: () => boolean, waitMs: number): Promise<boolean>;
}

export interface FollowTopicOptions {
  readonly connection: KafkaConnection;
  readonly topic: string;
  readonly from: ReadTopicOptions['from'];
  readonly clock: Clock;
  readonly patienceMs: number;
  readonly onRecord: (record: IncomingRecord) => void;
}

const ASK_EVERY_MS = 100;

/** Begins to read at once, outside of any group, and goes on with what comes. */
export function followTopic(options: FollowTopicOptions): FollowedTopic {
  const { connection, topic, from, clock, patienceMs, onRecord } = options;
  const closing = new AbortController();
  const { signal } = closing;
  const reading = readTopic(connection, { topic, from, until: 'follow', signal });
  let changed = Promise.withResolvers<void>();
  let lastBatchMs = clock.monotonicMs();
  let isCaughtUp = false;
  function noteChange() {
    changed.resolve();
    changed = Promise.withResolvers();
  }
  reading.caughtUp.then(() => {
    isCaughtUp = true;
    noteChange();
  });

  async function take(): Promise<void> {
    for await (const batch of reading) {
      for (const record of batch) onRecord(record);
      lastBatchMs = clock.monotonicMs();
      noteChange();
    }
  }
  const taking = take();
  // A reading that ends by an error ends every waiting with it; one that was closed ends none.
  const broken = taking.then(
    () => new Promise<never>(() => {}),
    (error: unknown) => Promise.reject(readable(error, topic)),
  );
  broken.catch(() => {});

  async function nextChange(atMostMs: number): Promise<void> {
    const timer = Promise.withResolvers<void>();
    const handle = setTimeout(timer.resolve, Math.min(atMostMs, ASK_EVERY_MS));
    await Promise.race([changed.promise, timer.promise, broken]).finally(() =>
      clearTimeout(handle),
    );
  }

  return {
    async readCurrent() {
      while (!isCaughtUp) {
        if (clock.monotonicMs() - lastBatchMs > patienceMs)
          throw new CommandFailure(
            'KAFKA_AWAY',
            `Kafka did not answer within ${patienceMs / 1000} s: ${topic} could not be read`,
          );
        await nextChange(patienceMs);
      }
    },
    async until(isTrue, waitMs) {
      const giveUpAtMs = clock.monotonicMs() + waitMs;
      while (!isTrue()) {
        const leftMs = giveUpAtMs - clock.monotonicMs();
        if (leftMs <= 0) return false;
        await nextChange(leftMs);
      }
      return true;
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      await taking.catch(() => {});
    },
  };
}

function readable(error: unknown, topic: string): unknown {
  if (!(error instanceof KafkaFailure) || error.code !== 'TOPIC_UNAVAILABLE') return error;
  return new CommandFailure(
    'REFUSED',
    `there is no topic ${topic} that may be read; is TOPIC_PREFIX that of the executors?`,
  );
}
