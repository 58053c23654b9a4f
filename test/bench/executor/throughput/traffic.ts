import { randomUUID } from 'node:crypto';
import { type AccountId, encodeIntent, intentSchema, partitionKey } from '@orderonce/contracts';
import { createPublisher, type KafkaConnection } from '@orderonce/kafka';
import { headersOf, noTraces } from '@orderonce/telemetry';

const SYMBOLS = Array.from({ length: 500 }, (_, at) => `SYM${String(at).padStart(3, '0')}`);
const SIDES = ['BUY', 'SELL'];

/** Writes intents to topics as a strategy does, each one another order. */
export function createTraffic(connection: KafkaConnection, accountId: AccountId) {
  const publisher = createPublisher(connection);
  let made = 0;

  function nextRecord() {
    const at = made;
    made += 1;
    const orderUuid = randomUUID();
    const intent = intentSchema.parse({
      schemaVersion: 1,
      kind: 'place',
      clientOrderId: `BENCH-1RV4K2-${String(1 + (at % 999_999)).padStart(6, '0')}-${orderUuid.slice(0, 8)}`,
      orderUuid,
      strategyId: 'BENCH',
      accountId,
      symbol: SYMBOLS[at % SYMBOLS.length],
      side: SIDES[at % SIDES.length],
      quantity: String(1 + (at % 997)),
      orderType: 'LIMIT',
      // Never the same twice: an equal order under another id would be a content duplicate.
      limitPrice: (100 + at / 100).toFixed(2),
      timeInForce: 'DAY',
      createdAtMs: Date.now(),
    });
    const span = noTraces.start('publish', { orderUuid: intent.orderUuid, kind: 'producer' });
    return {
      key: partitionKey(intent.accountId, intent.symbol),
      value: encodeIntent(intent),
      headers: { 'content-type': 'application/json', ...headersOf(span) },
    };
  }

  return {
    /** Resolves when `count` new intents stand on each of the topics, the same ones. */
    async write(topics: readonly string[], count: number): Promise<void> {
      for (let at = 0; at < count; at += 1) {
        const record = nextRecord();
        for (const topic of topics) void publisher.publish({ topic, ...record });
        await publisher.room();
      }
      await publisher.flush();
    },
    stop: () => publisher.stop(5000),
  };
}
