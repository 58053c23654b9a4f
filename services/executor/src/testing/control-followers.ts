import { type ControlRecord, decodeControl, encodeControl } from '@orderonce/contracts';
import type { IncomingRecord, OutgoingRecord } from '@orderonce/kafka';
import { createLogger } from '@orderonce/telemetry';
import type { ResolveHeld } from '../control/carry-out-resolutions.ts';
import { ControlReading } from '../control/control-reading.ts';
import { followControl } from '../control/follow-control.ts';

const TOPIC = 'orders.control';
const PARTITION_COUNT = 12;
const EVERY_PARTITION: ReadonlySet<number> = new Set(Array.from({ length: 12 }, (_, at) => at));

/** A control topic in memory, a clock that stands still, and executors that follow the topic when told to. */
export function createControlWorld() {
  const clock = {
    nowMs: 10_000,
    epochMs: () => 1_760_000_000_000,
    monotonicMs: () => clock.nowMs,
    // A deadline never passes by itself here; whoever sleeps wakes when it is told to.
    sleep: (_durationMs: number, signal: AbortSignal) =>
      new Promise<void>((resolve) => {
        signal.addEventListener('abort', () => resolve());
      }),
  };
  const log: IncomingRecord[] = [];

  function append({ key, value }: Pick<OutgoingRecord, 'key' | 'value'>) {
    log.push({
      topic: TOPIC,
      partition: 0,
      offset: String(log.length),
      key: key === null ? null : Buffer.from(key),
      value: value === null ? null : Buffer.from(value),
      headers: {},
      logTimeMs: clock.epochMs(),
    });
  }

  /** Everything on the topic as far as it can be read: acknowledgements as "executor change result". */
  function told(): string[] {
    return log.flatMap(({ key, value }) => {
      const decoded = decodeControl(key, value);
      if (!decoded.ok) return [];
      if (decoded.record === null) return [`end of ${decoded.key}`];
      if (decoded.record.kind !== 'acknowledgement') return [];
      const { executorId, acknowledges, result } = decoded.record;
      return [`${executorId} ${acknowledges} ${result}`];
    });
  }

  function startExecutor({
    executorId = 'executor-a',
    resolve = async () => ({ result: 'done', text: 'settled' }),
    publish = async (record) => append(record),
  }: {
    readonly executorId?: string;
    readonly resolve?: ResolveHeld;
    readonly publish?: (record: OutgoingRecord) => Promise<unknown>;
  } = {}) {
    const reading = new ControlReading(clock);
    let assigned = EVERY_PARTITION;
    let position = 0;
    const follower = followControl({
      reading,
      topic: TOPIC,
      executorId,
      publish,
      clock,
      log: createLogger({ name: 'executor', level: 'silent' }),
      assignedPartitions: () => assigned,
      partitionCount: PARTITION_COUNT,
      resolve,
    });
    /** Reads what stands on the topic, and lets all that follows from it happen. */
    async function read() {
      follower.take(log.slice(position));
      position = log.length;
      follower.current(clock.nowMs);
      await new Promise((over) => setImmediate(over));
    }
    function assign(partitions: ReadonlySet<number>) {
      assigned = partitions;
      follower.noteAssigned();
    }
    return { reading, follower, read, assign };
  }

  function say(...records: readonly ControlRecord[]) {
    for (const record of records) append(encodeControl(record));
  }
  return { clock, say, append, told, startExecutor };
}
