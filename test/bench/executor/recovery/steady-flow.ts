import { setTimeout as delay } from 'node:timers/promises';
import type { OrderClient } from '@orderonce/client';

/** Intents that go on, evenly over the instruments, until somebody stops them. */
export interface SteadyFlow {
  /** Resolves when the log has all that was published. */
  stop(): Promise<void>;
}

const TURN_MS = 5;

/** Each symbol gets an intent every `symbols.length / perSecond` seconds. */
export function startFlow(
  client: OrderClient,
  { symbols, perSecond }: { readonly symbols: readonly string[]; readonly perSecond: number },
): SteadyFlow {
  const published: Promise<unknown>[] = [];
  let isStopped = false;

  async function flow() {
    const beganMs = performance.now();
    while (!isStopped) {
      const dueIntents = ((performance.now() - beganMs) * perSecond) / 1000;
      while (published.length < dueIntents) {
        const publishing = publishNext();
        // Whoever stops the flow hears of it.
        publishing.catch(() => {});
        published.push(publishing);
      }
      await delay(TURN_MS);
    }
  }

  function publishNext() {
    const made = published.length;
    const intent = client.place({
      symbol: symbols[made % symbols.length] ?? '',
      side: 'BUY',
      quantity: '1',
      orderType: 'MARKET',
      // Equal orders within a minute, all of them meant.
      occurrence: made + 1,
    });
    return client.publish(intent);
  }

  const flowing = flow();
  return {
    async stop() {
      isStopped = true;
      await flowing;
      await Promise.all(published);
    },
  };
}
