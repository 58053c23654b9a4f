import { randomBytes } from 'node:crypto';
import {
  decodeIntent,
  encodeOutcome,
  type Intent,
  outcomeId,
  outcomeSchema,
  partitionKey,
  TOPICS,
  topicNames,
} from '@orderonce/contracts';
import {
  createPublisher,
  deleteRun,
  ensureTopics,
  kafkaConnection,
  kafkaEnvironment,
  readTopic,
} from '@orderonce/kafka';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type ConnectOptions, connect } from './index.ts';

const TOPIC_PREFIX = `client-${randomBytes(4).toString('hex')}.`;
const environment = { ...process.env, TOPIC_PREFIX };
const topics = topicNames(TOPIC_PREFIX);
const connection = kafkaConnection(z.object(kafkaEnvironment).parse(environment), {
  clientId: 'client-test',
});
const options: ConnectOptions = { strategyId: 'MOM', accountId: 'PAPER-1', environment };
const order = { symbol: 'AAPL', side: 'BUY', quantity: '10', orderType: 'MARKET' } as const;
const outcomes = createPublisher(connection);

beforeAll(async () => {
  const { problems } = await ensureTopics(
    connection,
    (['intents', 'outcomes'] as const).map((topic) => ({
      name: topics[topic],
      config: TOPICS[topic].config,
      partitions: 3,
      replicationFactor: 1,
    })),
  );
  expect(problems).toEqual([]);
});

afterAll(async () => {
  await outcomes.stop(1000);
  await deleteRun(connection, { topics: [topics.intents, topics.outcomes], groupIds: [] });
});

describe('an order client on a real Kafka', () => {
  it('has put an intent on the log, with its trace, when publish resolves', async () => {
    const orders = connect(options);
    const intent = orders.place(order);
    const { position } = await orders.publish(intent);
    const [logged] = await intentsOf(intent);
    expect(logged).toMatchObject({ partition: position.partition, offset: position.offset });
    expect(logged?.headers['traceparent']).toContain(intent.orderUuid.replaceAll('-', ''));
    expect(decodeIntent(logged?.value ?? null)).toEqual({ ok: true, intent });
    await orders.stop();
  });

  it('publishes an intent again as the same intent', async () => {
    const orders = connect(options);
    const intent = orders.place(order);
    const ids = await Promise.all([orders.publish(intent), orders.publish(intent)]);
    expect(ids.map(({ clientOrderId }) => clientOrderId)).toEqual([
      intent.clientOrderId,
      intent.clientOrderId,
    ]);
    const [first, second] = await intentsOf(intent);
    expect(second?.value).toEqual(first?.value);
    await orders.stop();
  });

  it('finds an outcome that was there before anybody waited for it', async () => {
    const orders = connect(options);
    const intent = orders.place(order);
    await orders.publish(intent);
    await answer(intent);
    const outcome = await orders.awaitOutcome(intent.clientOrderId, { timeoutMs: 20_000 });
    expect(outcome).toMatchObject({ execType: 'ACCEPTED', brokerOrderId: 'b-1' });
    await orders.stop();
  });

  it('finds an outcome that comes while it waits', async () => {
    const orders = connect(options);
    const intent = orders.place(order);
    await orders.publish(intent);
    const waiting = orders.awaitOutcome(intent.clientOrderId, { timeoutMs: 20_000 });
    await answer(intent);
    await expect(waiting).resolves.toMatchObject({ execType: 'ACCEPTED' });
    await orders.stop();
  });

  it("finds the outcome of another process's order by its id alone", async () => {
    const maker = connect(options);
    const intent = maker.place(order);
    await answer(intent);
    const other = connect({ ...options, strategyId: 'OTHER' });
    const outcome = await other.awaitOutcome(intent.clientOrderId, { timeoutMs: 20_000 });
    expect(outcome).toMatchObject({ execType: 'ACCEPTED' });
    await Promise.all([maker.stop(), other.stop()]);
  });

  it('says after a timeout that it knows nothing', async () => {
    const orders = connect(options);
    const intent = orders.place(order);
    await orders.publish(intent);
    await expect(orders.awaitOutcome(intent.clientOrderId, { timeoutMs: 200 })).rejects.toThrow(
      'OUTCOME_TIMEOUT',
    );
    await orders.stop();
  });

  it('follows outcomes, those that cannot be read included', async () => {
    const orders = connect(options);
    const intent = orders.place(order);
    const { topic } = await outcomes.publish({ topic: topics.outcomes, key: 'k', value: '{' });
    await answer(intent);
    const seen = new Set<string>();
    for await (const followed of orders.followOutcomes('beginning')) {
      seen.add(followed.ok ? (followed.outcome.clientOrderId ?? '') : followed.position.topic);
      if (seen.has(intent.clientOrderId) && seen.has(topic)) break;
    }
    await orders.stop();
  });

  it('names every wrong variable and option at once, and no secret', () => {
    const wrong = { KAFKA_BROKERS: 'nowhere', KAFKA_SASL_PASSWORD: 'hunter2' };
    expect(() => connect({ strategyId: 'mom', accountId: 'A|B', environment: wrong })).toThrow(
      /KAFKA_BROKERS[\s\S]*strategyId[\s\S]*accountId/,
    );
    expect(() => connect({ ...options, environment: wrong })).not.toThrow(/hunter2/);
  });
});

async function intentsOf({ clientOrderId }: Intent) {
  const found = [];
  const reading = readTopic(connection, { topic: topics.intents, from: 'beginning', until: 'end' });
  for await (const batch of reading)
    for (const record of batch) if (record.value?.includes(clientOrderId)) found.push(record);
  return found;
}

async function answer(intent: Intent): Promise<void> {
  const outcome = outcomeSchema.parse({
    schemaVersion: 1,
    outcomeId: outcomeId.verdict(intent.clientOrderId),
    clientOrderId: intent.clientOrderId,
    accountId: intent.accountId,
    symbol: intent.symbol,
    execType: 'ACCEPTED',
    ordStatus: 'NEW',
    source: 'broker',
    brokerOrderId: 'b-1',
    cumQty: '0',
    leavesQty: '10',
    transactTimeMs: Date.now(),
  });
  await outcomes.publish({
    topic: topics.outcomes,
    key: partitionKey(intent.accountId, intent.symbol),
    value: encodeOutcome(outcome),
  });
}
