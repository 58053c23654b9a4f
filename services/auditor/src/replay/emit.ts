import { CHAIN_HEADER } from '@orderonce/contracts';
import type { IncomingRecord, OutgoingRecord } from '@orderonce/kafka';

/** Where a replayed record was copied from: `orders.intents/3/1200`. */
const REPLAYED_FROM = 'replayed-from';

/** When each record goes out. */
export interface Pace {
  /** How long to wait before this record, milliseconds. */
  waitMs(record: Pick<IncomingRecord, 'logTimeMs'>, monotonicMs: number): number;
}

/** As long after the first one as it was on the log, divided by `speed`. */
export function paceOfLog(speed: number): Pace {
  let begin: { readonly logTimeMs: number; readonly monotonicMs: number } | null = null;
  return {
    waitMs({ logTimeMs }, monotonicMs) {
      begin ??= { logTimeMs, monotonicMs };
      const dueMs = begin.monotonicMs + (logTimeMs - begin.logTimeMs) / speed;
      return Math.max(0, dueMs - monotonicMs);
    },
  };
}

/** Evenly, so many a second. */
export function paceOfRate(perSecond: number): Pace {
  let begin: number | null = null;
  let count = 0;
  return {
    waitMs(_record, monotonicMs) {
      begin ??= monotonicMs;
      const dueMs = begin + (1000 * count) / perSecond;
      count += 1;
      return Math.max(0, dueMs - monotonicMs);
    },
  };
}

/**
 * The same key and bytes, so the same partition; the headers tell where it came from. A link of the chain of the
 * topic that it came from would break the one that it goes to.
 */
export function copyFor(target: string, record: IncomingRecord): OutgoingRecord {
  const { topic, partition, offset, key, value } = record;
  const { [CHAIN_HEADER]: _link, ...headers } = record.headers;
  const from = { [REPLAYED_FROM]: `${topic}/${partition}/${offset}` };
  return { topic: target, key, value, headers: { ...headers, ...from } };
}
