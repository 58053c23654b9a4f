import type { OutcomeConsumer } from '@orderonce/client';
import type { Logger } from '@orderonce/telemetry';

export interface FollowOptions {
  /** Begins to read outcomes into the store. */
  readonly consume: () => Promise<OutcomeConsumer>;
  /** Whether what the store stands on is not in Redis any more; rejects while Redis is away. */
  readonly isLost: () => Promise<boolean>;
  readonly checkEveryMs: number;
  readonly log: Logger;
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
}

/**
 * Follows outcomes for as long as the state in Redis is there, and begins anew when it is not. A batch would notice
 * that too; but positions must not be missing until the next outcome of each partition comes.
 */
export async function followOutcomes(
  options: FollowOptions,
): Promise<Pick<OutcomeConsumer, 'isCaughtUp' | 'failed' | 'stop'>> {
  const { isLost, checkEveryMs, log, sleep } = options;
  const failed = Promise.withResolvers<never>();
  const stopping = new AbortController();
  const { signal } = stopping;

  async function begin(): Promise<OutcomeConsumer> {
    const begun = await options.consume();
    begun.failed.catch(failed.reject);
    return begun;
  }

  let consumer = await begin();
  async function watch(): Promise<void> {
    while (!signal.aborted) {
      await sleep(checkEveryMs, signal);
      if (signal.aborted || !(await isLost().catch(() => false))) continue;
      log.warn({ event: 'state-lost' }, 'the state in Redis is not the one that was left there');
      await consumer.stop();
      if (!signal.aborted) consumer = await begin();
    }
  }

  const watching = watch().catch(failed.reject);
  return {
    isCaughtUp: () => consumer.isCaughtUp(),
    failed: failed.promise,
    async stop() {
      stopping.abort();
      await watching;
      await consumer.stop();
    },
  };
}
