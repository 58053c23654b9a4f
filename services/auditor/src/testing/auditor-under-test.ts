import { stripVTControlCharacters } from 'node:util';
import {
  type ControlRecord,
  encodeControl,
  encodeOutcome,
  type Outcome,
  partitionKey,
  topicNames,
} from '@orderonce/contracts';
import { createPublisher } from '@orderonce/kafka';
import { integrationConnection, temporaryTopic, uniqueName } from '@orderonce/kafka/testing';
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
  for (const [name, partitions] of [
    [topics.control, 1],
    [topics.intents, 2],
    [topics.outcomes, 2],
  ] as const)
    opened.use(await temporaryTopic(connection, { name, partitions }));
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
    sayRaw: (key: string, value: string) =>
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
        groupId: `${prefix}executors`,
        topics,
        answer: acknowledgeAll,
        ...options,
      }),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
