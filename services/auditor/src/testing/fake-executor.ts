import {
  type Acknowledgement,
  type ControlRecord,
  decodeControl,
  encodeControl,
} from '@orderonce/contracts';
import { createPublisher, type Publisher, readTopic, startKeyedConsumer } from '@orderonce/kafka';
import { integrationConnection } from '@orderonce/kafka/testing';

type Word = Pick<Acknowledgement, 'result' | 'text'>;

export interface FakeExecutorOptions {
  readonly executorId: string;
  readonly groupId: string;
  readonly topics: { readonly control: string; readonly intents: string };
  /** What it says to a change; null: nothing. */
  readonly answer: (record: ControlRecord) => Word | null | Promise<Word | null>;
  /** What it does with an intent. */
  readonly onIntent?: (value: Buffer, publisher: Publisher) => Promise<void>;
}

/** A member of the executors' group that answers changes as it is told. */
export async function startFakeExecutor(options: FakeExecutorOptions): Promise<AsyncDisposable> {
  const { executorId, groupId, topics, answer } = options;
  const connection = integrationConnection({ clientId: `orderonce-executor.${executorId}` });
  const publisher = createPublisher(connection);
  const stopping = new AbortController();
  const member = await startKeyedConsumer(connection, {
    groupId,
    topic: topics.intents,
    laneOf: () => '',
    handle: async ({ value }) => {
      if (value !== null) await options.onIntent?.(value, publisher);
      return { committable: Promise.resolve() };
    },
    maxConcurrent: 1,
  });
  const following = (async () => {
    const reading = readTopic(connection, {
      topic: topics.control,
      from: 'beginning',
      until: 'follow',
      signal: stopping.signal,
    });
    for await (const batch of reading)
      for (const { key, value } of batch) {
        const decoded = decodeControl(key, value);
        const record = decoded.ok ? decoded.record : null;
        const word = record !== null && 'changeId' in record ? await answer(record) : null;
        if (word === null || record === null || !('changeId' in record)) continue;
        const acknowledgement: ControlRecord = {
          schemaVersion: 1,
          kind: 'acknowledgement',
          executorId,
          acknowledges: record.changeId,
          ...word,
          atMs: Date.now(),
        };
        await publisher.publish({ topic: topics.control, ...encodeControl(acknowledgement) });
      }
  })();
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await following;
      await member.stop(0);
      await publisher.stop(1000);
    },
  };
}

/** Says yes to every change that executors answer. */
export function acknowledgeAll(record: ControlRecord): Word | null {
  return record.kind === 'resume-request'
    ? null
    : ({ result: 'done', text: 'acts by it' } as const);
}
