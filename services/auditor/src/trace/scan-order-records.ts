import { type ClientOrderId, decodeIntent } from '@orderonce/contracts';
import type { IncomingRecord } from '@orderonce/kafka';
import type { System } from '../command-line/command-context.ts';
import type { ShowProgress } from '../command-line/progress.ts';
import { type LogRange, logRange } from '../kafka/log-range.ts';
import { orderIdsIn } from './order-ids-in.ts';
import { names, type OrderRecords } from './order-records.ts';
import { recordsIn } from './records-in.ts';
import { scanRange } from './scan-range.ts';
import { isLike, oldestSessionMs, type SeveralWanted, textOf } from './wanted.ts';

/** Between the clocks of whoever made the id and the log. */
const CLOCK_MARGIN_MS = 60_000;
const FEW_RECORDS = 100_000;
/** Searching for this many texts at once costs less than decoding what one shared text lets through. */
const MANY_TEXTS = 4;

export interface ScanSettings {
  readonly progress: ShowProgress;
  /** Also where an order cannot be by rights: an id may have been used on two instruments by mistake. */
  readonly everywhere: boolean;
  /** So many records are read in a moment: nothing is gained by reading less. */
  readonly fewRecords?: number;
}

/** Both topics from the same moment on. */
interface Stretch {
  readonly ranges: readonly LogRange[];
  readonly since: string;
}

/**
 * Reads the topics themselves. An id tells when its session began, and nothing about an order is older. An order
 * has one partition, the same on both topics: once a record of it was met, only that one is read on.
 */
export function scanOrderRecords(
  { connection, topics }: Pick<System, 'connection' | 'topics'>,
  { progress, everywhere, fewRecords = FEW_RECORDS }: ScanSettings,
): OrderRecords {
  const looked: string[] = [];
  const note = (where: string) => {
    if (!looked.includes(where)) looked.push(where);
  };
  const scan = (range: LogRange, texts: readonly string[], partition?: number) => {
    const where = partition === undefined ? '' : ` partition ${partition}`;
    const partitions = partition === undefined ? undefined : [partition];
    return { where, records: scanRange(connection, range, { texts, partitions, progress }) };
  };

  async function stretchSince(fromMs: number | null): Promise<Stretch> {
    const both = [topics.intents, topics.outcomes];
    const limits = fromMs === null ? {} : { fromMs };
    const ranges = await Promise.all(both.map((topic) => logRange(connection, topic, limits)));
    return {
      ranges,
      since: fromMs === null ? 'from its oldest record' : `since ${new Date(fromMs).toISOString()}`,
    };
  }

  /** Searches from where the session of the ids began, and everything where that was not enough. */
  async function search<Found>(
    texts: readonly string[],
    work: (stretch: Stretch) => Promise<Found[]>,
    isEnough: (found: readonly Found[]) => boolean,
  ): Promise<Found[]> {
    const sessionMs = oldestSessionMs(texts);
    if (sessionMs !== null) {
      const found = await work(await stretchSince(sessionMs - CLOCK_MARGIN_MS));
      if (isEnough(found)) return found;
    }
    return work(await stretchSince(null));
  }

  async function firstPartition({ ranges }: Stretch, ids: ReadonlySet<ClientOrderId>) {
    for (const range of ranges)
      for await (const record of scan(range, textsFor([...ids])).records)
        if (names(record, ids)) return record.partition;
    return null;
  }

  async function idsLike(wanted: SeveralWanted, { ranges, since }: Stretch) {
    const ids = new Set<ClientOrderId>();
    for (const range of ranges) {
      note(`${range.topic}, ${since}`);
      for await (const { value } of scan(range, [textOf(wanted)]).records)
        for (const id of value === null ? [] : orderIdsIn(value))
          if (isLike(id, wanted)) ids.add(id);
    }
    return [...ids].sort();
  }

  async function recordsOf(ids: readonly ClientOrderId[], stretch: Stretch, near?: number) {
    const wanted = new Set(ids);
    const isNarrow = !everywhere && sizeOf(stretch) > fewRecords && ids.length === 1;
    const partition = near ?? (isNarrow ? await firstPartition(stretch, wanted) : undefined);
    const records: IncomingRecord[] = [];
    for (const range of stretch.ranges) {
      const scanned = scan(range, textsFor(ids), partition ?? undefined);
      note(`${range.topic}${scanned.where}, ${stretch.since}`);
      // All of it was searched for the first record, and there is none.
      if (partition === null) continue;
      for await (const record of scanned.records) if (names(record, wanted)) records.push(record);
    }
    return records;
  }

  return {
    looked,
    idsLike: (wanted) =>
      search(
        wanted.kind === 'prefix' ? [wanted.prefix] : [],
        (stretch) => idsLike(wanted, stretch),
        (ids) => ids.length > 0,
      ),
    recordsOf: (ids, near) =>
      search(
        ids,
        (stretch) => recordsOf(ids, stretch, near),
        // Where its intent is not there, an order may be older than its id says: a clock was ahead.
        (records) => ids.every((id) => records.some((record) => isIntentOf(id, record))),
      ),
  };

  function isIntentOf(id: ClientOrderId, { topic, value }: IncomingRecord): boolean {
    if (topic !== topics.intents) return false;
    const decoded = decodeIntent(value);
    return (decoded.ok ? decoded.intent : decoded.readable).clientOrderId === id;
  }
}

function sizeOf({ ranges }: Stretch): number {
  return ranges.reduce((sum, range) => sum + recordsIn(range), 0);
}

/** The ids themselves, or what all of them begin with. */
function textsFor(ids: readonly string[]): readonly string[] {
  const [first = ''] = ids;
  if (ids.length < MANY_TEXTS) return ids;
  let shared = first.length;
  while (shared > 0 && !ids.every((id) => id.startsWith(first.slice(0, shared)))) shared -= 1;
  return shared === 0 ? ids : [first.slice(0, shared)];
}
