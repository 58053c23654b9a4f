import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  decodeIntent,
  encodeOutcome,
  type Intent,
  outcomeId,
  partitionKey,
  topicNames,
  ZERO,
} from '@orderonce/contracts';
import { createPublisher, readTopic } from '@orderonce/kafka';
import { integrationConnection, temporaryTopic, uniqueName } from '@orderonce/kafka/testing';
import { expect, test } from 'vitest';

const connection = integrationConnection();

type LogLine = Readonly<Record<string, unknown>>;

/** The strategy as a process of its own. */
function strategy(variables: Record<string, string>, onLine: (line: LogLine) => void = () => {}) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: {
      KAFKA_BROKERS: process.env['KAFKA_BROKERS'],
      STRATEGY_ACCOUNT_ID: 'acct-1',
      STRATEGY_RATE_PER_SECOND: '2000',
      ...variables,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: LogLine[] = [];
  createInterface(child.stdout).on('line', (text) => {
    const line: LogLine = JSON.parse(text);
    lines.push(line);
    onLine(line);
  });
  return { child, lines, exited: once(child, 'close').then(([code]) => Number(code)) };
}

async function topicsOf(prefix: string) {
  const names = topicNames(prefix);
  const intents = await temporaryTopic(connection, { name: names.intents, partitions: 3 });
  const outcomes = await temporaryTopic(connection, { name: names.outcomes, partitions: 3 });
  return {
    ...names,
    async [Symbol.asyncDispose]() {
      await intents[Symbol.asyncDispose]();
      await outcomes[Symbol.asyncDispose]();
    },
  };
}

async function* intentsOn(topic: string, until: 'end' | 'follow', signal?: AbortSignal) {
  const reading = readTopic(connection, {
    ...{ topic, until, from: 'beginning' as const },
    ...(signal && { signal }),
  });
  for await (const records of reading)
    for (const { value } of records) {
      const decoded = decodeIntent(value);
      if (!decoded.ok) throw new Error(JSON.stringify(decoded.problems));
      yield decoded.intent;
    }
}

/** Accepts every intent once, as an executor would. */
async function acceptAll(topics: { intents: string; outcomes: string }, signal: AbortSignal) {
  const publisher = createPublisher(connection);
  const accepted = new Set<string>();
  for await (const intent of intentsOn(topics.intents, 'follow', signal)) {
    if (accepted.has(intent.clientOrderId)) continue;
    accepted.add(intent.clientOrderId);
    await publisher.publish({
      topic: topics.outcomes,
      key: partitionKey(intent.accountId, intent.symbol),
      value: encodeOutcome({
        schemaVersion: 1,
        outcomeId: outcomeId.verdict(intent.clientOrderId),
        clientOrderId: intent.clientOrderId,
        accountId: intent.accountId,
        symbol: intent.symbol,
        execType: 'ACCEPTED',
        ordStatus: 'NEW',
        source: 'broker',
        cumQty: ZERO,
        leavesQty: ZERO,
        transactTimeMs: intent.createdAtMs,
      }),
    });
  }
  await publisher.stop(1_000);
}

test('it publishes as many intents as asked for, some twice, hears their answers, says so and ends well', async () => {
  const prefix = `${uniqueName('test')}.`;
  await using topics = await topicsOf(prefix);
  const stopping = new AbortController();
  const accepting = acceptAll(topics, stopping.signal);
  const { lines, exited } = strategy({
    TOPIC_PREFIX: prefix,
    STRATEGY_ID: 'MOMX',
    STRATEGY_INTENTS: '300',
    STRATEGY_REPEAT_RATIO: '0.2',
    STRATEGY_SEED: '42',
  });
  expect(await exited).toBe(0);
  stopping.abort();
  await accepting;

  const done = lines.find(({ event }) => event === 'done');
  expect(done).toMatchObject({ published: 300, accepted: 300, unanswered: 0, held: 0 });
  const repeated = Number(done?.['repeated']);
  expect(repeated).toBeGreaterThan(30);
  expect(done?.['acknowledged']).toBe(300 + repeated);
  const logged: Intent[] = [];
  for await (const intent of intentsOn(topics.intents, 'end')) logged.push(intent);
  expect(logged).toHaveLength(300 + repeated);
  expect(new Set(logged.map(({ clientOrderId }) => clientOrderId)).size).toBe(300);
  expect(logged.every(({ strategyId }) => strategyId === 'MOMX')).toBe(true);
});

test('an endless run goes on until it is told to stop, and then ends well', async () => {
  const prefix = `${uniqueName('test')}.`;
  await using _topics = await topicsOf(prefix);
  let running: ChildProcess | null = null;
  const { child, lines, exited } = strategy({ TOPIC_PREFIX: prefix }, ({ event }) => {
    if (event === 'progress') running?.kill('SIGTERM');
  });
  running = child;
  expect(await exited).toBe(0);
  expect(lines.map(({ event }) => event)).toContain('stopped');
  expect(lines.map(({ event }) => event)).not.toContain('done');
});

test('without answers it says how many are missing, and still ends', async () => {
  const prefix = `${uniqueName('test')}.`;
  await using _topics = await topicsOf(prefix);
  const { lines, exited } = strategy({
    TOPIC_PREFIX: prefix,
    STRATEGY_INTENTS: '5',
    STRATEGY_ANSWERS_WAIT_MS: '100',
  });
  expect(await exited).toBe(0);
  expect(lines.find(({ event }) => event === 'done')).toMatchObject({
    published: 5,
    acknowledged: 5,
    unanswered: 5,
  });
});
