import { stripVTControlCharacters } from 'node:util';
import {
  type ControlRecord,
  encodeControl,
  encodeOutcome,
  type Outcome,
  partitionKey,
  type TopicNames,
  topicNames,
} from '@orderonce/contracts';
import { createPublisher, deleteRun, ensureTopics, type KafkaConnection } from '@orderonce/kafka';
import { integrationConnection, uniqueName } from '@orderonce/kafka/testing';
import { noProgress } from '../command-line/progress.ts';
import { runCommandLine } from '../command-line/run-command-line.ts';
import { openSystem } from '../open-system.ts';
import { acknowledgeAll, type FakeExecutorOptions, startFakeExecutor } from './fake-executor.ts';

const clock = { nowMs: Date.now, monotonicMs: () => performance.now() };

/** The command line over topics of its own, and executors that answer as a test tells them. */
export async function openAuditor() {
  await using opened = new AsyncDisposableStack();
  const prefix = `${uniqueName('auditor')}.`;
  const topics = topicNames(prefix);
  const connection = integrationConnection();
  const groupId = `${prefix}executors`;
  await createTopics(connection, topics);
  opened.defer(() => deleteRun(connection, { topics: Object.values(topics), groupIds: [groupId] }));
  const publisher = createPublisher(connection);
  opened.defer(() => publisher.stop(1000));
  const variables = { ...process.env, TOPIC_PREFIX: prefix, EXECUTOR_GROUP_ID: 'executors' };
  let changes = 0;
  const parts = opened.move();

  return {
    topics,
    variables,
    async run(...args: string[]) {
      const printed: string[] = [];
      const warned: string[] = [];
      const warn = (text: string) => warned.push(stripVTControlCharacters(text));
      const exitCode = await runCommandLine(args, {
        terminal: {
          print: (text) => printed.push(stripVTControlCharacters(text)),
          warn,
          columns: 100,
        },
        clock,
        progress: noProgress,
        newChangeId() {
          changes += 1;
          return `change-${String(changes).padStart(4, '0')}`;
        },
        userName: 'ada',
        system: () => openSystem(variables, { clock, warn }),
      });
      return { exitCode, printed: printed.join('\n'), warned: warned.join('\n') };
    },
    say: (record: ControlRecord) =>
      publisher.publish({ topic: topics.control, ...encodeControl(record) }),
    sayRaw: (key: string, value: string | null) =>
      publisher.publish({ topic: topics.control, key, value }),
    publishOutcome: ({ accountId, symbol, ...outcome }: Outcome) => {
      if (accountId === undefined || symbol === undefined) throw new Error('whose outcome?');
      return publisher.publish({
        topic: topics.outcomes,
        key: partitionKey(accountId, symbol),
        value: encodeOutcome({ accountId, symbol, ...outcome } as Outcome),
      });
    },
    startExecutor: (executorId: string, options: Partial<FakeExecutorOptions> = {}) =>
      startFakeExecutor({
        executorId,
        groupId,
        topics,
        answer: acknowledgeAll,
        ...options,
      }),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

const TOPICS_GIVE_UP_MS = 10_000;

async function createTopics(connection: KafkaConnection, names: TopicNames): Promise<void> {
  const topic = (name: string, partitions: number) => ({
    name,
    partitions,
    replicationFactor: 1,
    config: {},
  });
  const topics = [
    ...[names.control, names.deadLetters].map((name) => topic(name, 1)),
    ...[names.intents, names.outcomes].map((name) => topic(name, 2)),
  ];
  const giveUpAtMs = performance.now() + TOPICS_GIVE_UP_MS;
  for (;;) {
    const { problems } = await ensureTopics(connection, topics);
    if (problems.length === 0) return;
    // A busy broker lists a new topic a moment after it has created it.
    if (performance.now() > giveUpAtMs) throw new Error(problems.join('; '));
  }
}
