import type { IntentBuilder } from '@orderonce/client';
import { type AccountId, encodeIntent, partitionKey, symbolSchema } from '@orderonce/contracts';
import { createPublisher, type KafkaConnection, partitionFor } from '@orderonce/kafka';

export interface ManyIntents {
  readonly connection: KafkaConnection;
  /** Of the intents. */
  readonly topic: string;
  readonly builder: IntentBuilder;
  readonly symbols: readonly string[];
  readonly count: number;
}

const STOP_MS = 60_000;
/** So many are made before anybody else in this process gets a turn. */
const AT_ONCE = 1000;

/** Publishes intents as fast as the log takes them, evenly over the symbols, no two of them equal. */
export async function publishMany(many: ManyIntents): Promise<void> {
  const publisher = createPublisher(many.connection);
  for (let made = 0; made < many.count; made += 1) {
    const intent = many.builder.place({
      symbol: many.symbols[made % many.symbols.length] ?? '',
      side: 'BUY',
      quantity: '1',
      orderType: 'MARKET',
      // Equal orders within a minute, all of them meant.
      occurrence: made + 1,
    });
    const key = partitionKey(intent.accountId, intent.symbol);
    void publisher.publish({ topic: many.topic, key, value: encodeIntent(intent) });
    if (made % AT_ONCE === 0) {
      await publisher.room();
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  await publisher.flush();
  await publisher.stop(STOP_MS);
}

/** The partition of a symbol's intents and outcomes. */
export function partitionOf(accountId: AccountId, symbol: string, partitionCount: number): number {
  return partitionFor(partitionKey(accountId, symbolSchema.parse(symbol)), partitionCount);
}
