import { setTimeout as delay } from 'node:timers/promises';
import type { IntentBuilder } from '@orderonce/client';
import { encodeIntent, partitionKey, topicNames } from '@orderonce/contracts';
import type { KafkaConnection } from '@orderonce/kafka';

export interface RoundTripOptions {
  readonly connection: KafkaConnection;
  readonly topicPrefix: string;
  /** A group of its own, for the reading of outcomes. */
  readonly groupId: string;
  readonly builder: IntentBuilder;
  readonly symbols: readonly string[];
  /** Of the outcomes topic, where none of these symbols' outcomes are. */
  readonly unreadPartitions?: readonly number[];
}

/** A strategy that times its intents, from the call that produces one to the outcome in its hands. */
export interface RoundTrips {
  /**
   * Produces so many intents at that rate and waits for all of their outcomes.
   *
   * @returns milliseconds each, sorted
   * @throws {Error} when outcomes are missing
   */
  run(options: { readonly intents: number; readonly perSecond: number }): Promise<Float64Array>;
  stop(): Promise<void>;
}

const PATIENCE_MS = 20_000;
/** A fetch is answered with the first record; this is how long a consumer without any takes to stop. */
const FETCH_WAIT_MS = 500;

/**
 * Both ends are kafkajs alone and the same for all contenders. They are in one process, so that one
 * monotonic clock times both.
 */
export async function openRoundTrips(options: RoundTripOptions): Promise<RoundTrips> {
  const { connection, groupId, builder, symbols } = options;
  const topics = topicNames(options.topicPrefix);
  const kafka = connection.openKafkajs();
  const producer = kafka.producer();
  const consumer = kafka.consumer({ groupId, maxWaitTimeInMs: FETCH_WAIT_MS });
  const producedMs = new Map<string, number>();
  let latencies: number[] = [];
  let onAll = () => {};
  let made = 0;

  await producer.connect();
  await consumer.connect();
  await consumer.subscribe({ topics: [topics.outcomes], fromBeginning: true });
  const joined = new Promise((resolve) => consumer.on(consumer.events.GROUP_JOIN, resolve));
  await consumer.run({
    autoCommit: false,
    eachBatch: async ({ batch, resolveOffset }) => {
      const nowMs = performance.now();
      for (const { value } of batch.messages) take(String(value), nowMs);
      resolveOffset(batch.lastOffset());
    },
  });
  await joined;
  consumer.pause([{ topic: topics.outcomes, partitions: [...(options.unreadPartitions ?? [])] }]);

  function take(outcome: string, nowMs: number) {
    const id = /"clientOrderId":"([^"]+)"/.exec(outcome)?.[1] ?? '';
    const atMs = producedMs.get(id);
    // A copy of an outcome that came before, or one of an earlier run that gave up.
    if (atMs === undefined) return;
    producedMs.delete(id);
    latencies.push(nowMs - atMs);
    if (producedMs.size === 0) onAll();
  }

  async function produce() {
    made += 1;
    const symbol = symbols[made % symbols.length] ?? '';
    const intent = builder.place({
      symbol,
      side: 'BUY',
      quantity: '1',
      orderType: 'MARKET',
      // Equal orders within a minute, all of them meant.
      occurrence: made,
    });
    const { accountId, clientOrderId } = intent;
    const message = { key: partitionKey(accountId, intent.symbol), value: encodeIntent(intent) };
    producedMs.set(clientOrderId, performance.now());
    await producer.send({ topic: topics.intents, messages: [message] });
  }

  return {
    async run({ intents, perSecond }) {
      producedMs.clear();
      latencies = [];
      const sends: Promise<void>[] = [];
      const beganMs = performance.now();
      for (let at = 0; at < intents; at += 1) {
        const dueMs = beganMs + (at * 1000) / perSecond;
        while (performance.now() < dueMs) await delay(1);
        const sending = produce();
        // Heard of below, once all are on their way.
        sending.catch(() => {});
        sends.push(sending);
      }
      await Promise.all(sends);
      const all = new Promise<void>((resolve) => {
        onAll = resolve;
        if (producedMs.size === 0) resolve();
      });
      await Promise.race([all, delay(PATIENCE_MS, undefined, { ref: false })]);
      if (producedMs.size > 0) throw new Error(`${producedMs.size} of ${intents} had no outcome`);
      return Float64Array.from(latencies).sort();
    },
    async stop() {
      await consumer.disconnect();
      await producer.disconnect();
    },
  };
}
