import type { Admin } from 'kafkajs';
import type { KafkaConnection } from './kafka-connection.ts';
import { errorText } from './kafka-failure.ts';
import { isPassing } from './kafkajs-error.ts';
import { delay, systemScheduler } from './scheduler.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

export interface Patience {
  /** How long a cluster that is starting, or away, is waited for; 30 s. */
  readonly patienceMs?: number;
}

/**
 * Runs `work` with a connected admin client and disconnects it. Starts over, with growing pauses, while the
 * cluster says that it is still loading or cannot be reached.
 */
export async function withAdmin<T>(
  connection: KafkaConnection,
  work: (admin: Admin) => Promise<T>,
  { patienceMs = 30_000 }: Patience = {},
): Promise<T> {
  const giveUpAt = systemScheduler.monotonicMs() + patienceMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const admin = connection.openKafkajs().admin({ retry: { retries: 1, initialRetryTime: 50 } });
    try {
      await admin.connect();
      return await work(admin);
    } catch (error) {
      const left = giveUpAt - systemScheduler.monotonicMs();
      if (left < pauseMs || !isPassing(error)) throw error;
      connection.log('debug', 'the cluster is not ready, trying again', {
        error: errorText(error),
        pauseMs,
      });
      await delay(systemScheduler, pauseMs);
    } finally {
      await admin.disconnect().catch(() => {});
    }
  }
}
