import type { OutgoingRecord, Publisher, RecordPosition } from '@orderonce/kafka';
import { LEASE_MS } from '../settings.ts';
import { TOPIC_NAMES, type World } from '../world/world.ts';
import type { SimulatedProcess } from './simulated-process.ts';

const MAX_BATCH_RECORDS = 100;
const PAUSE_AFTER_FAILURE_MS = 50;
const TIMEOUT_MS = 500;

interface Waiting {
  readonly record: OutgoingRecord;
  readonly resolve: (position: RecordPosition) => void;
}

/**
 * Group commit as the real publisher does it: one batch on its way, the next gathers meanwhile, and after an
 * error the same records go out again in the same order, so that they may stand on the log twice.
 */
export function groupCommitPublisher(world: World, process: SimulatedProcess): Publisher {
  const queue: Waiting[] = [];
  let latest: Promise<unknown> = Promise.resolve();
  let isSending = false;

  async function sendAll() {
    isSending = true;
    while (queue.length > 0) {
      const batch = queue.splice(0, MAX_BATCH_RECORDS);
      const positions = await sendUntilAcknowledged(batch.map(({ record }) => record));
      batch.forEach(({ resolve }, at) => {
        const position = positions[at];
        if (position !== undefined) resolve(position);
      });
    }
    isSending = false;
  }

  /** Between the announcement of a send and the send: it wakes when its lease is over. */
  function stopAtTimes() {
    if (process.isPaused || !world.weather.strikes('stopped while publishing')) return;
    world.orders.touchWorkOf(process.name);
    process.pause(world.random.between(LEASE_MS, 3 * LEASE_MS));
  }

  async function sendUntilAcknowledged(records: readonly OutgoingRecord[]) {
    stopAtTimes();
    for (;;) {
      const isLost = world.weather.strikes('produce acknowledgement lost');
      if (isLost || world.logOutage.isOn()) world.orders.touch(records.flatMap(orderOf));
      try {
        return await process.call(
          async () => {
            if (world.logOutage.isOn()) throw new Error('the log takes nothing');
            return records.map((record) => world.log.append(record, world.epochMs()));
          },
          {
            outMs: world.random.between(1, 3),
            backMs: world.random.between(1, 3),
            timeoutMs: TIMEOUT_MS,
            ...(isLost && { loses: world.random.pick(['request', 'reply'] as const) }),
          },
        );
      } catch {
        // What waits behind it may wait longer than its lease.
        world.orders.touch(queue.flatMap(({ record }) => orderOf(record)));
        await process.sleep(PAUSE_AFTER_FAILURE_MS);
      }
    }
  }

  return {
    publish(record) {
      const { promise, resolve } = Promise.withResolvers<RecordPosition>();
      latest = promise;
      queue.push({ record, resolve });
      if (world.logOutage.isOn()) world.orders.touch(orderOf(record));
      if (!isSending) void sendAll();
      return promise;
    },
    // In their order: the last one handed over is the last one there.
    flush: async () => void (await latest),
    stop: async () => {},
  };
}

function orderOf({ topic, value }: OutgoingRecord): string[] {
  if (topic !== TOPIC_NAMES.outcomes) return [];
  const { clientOrderId } = JSON.parse(String(value)) as { readonly clientOrderId?: string };
  return clientOrderId === undefined ? [] : [clientOrderId];
}
