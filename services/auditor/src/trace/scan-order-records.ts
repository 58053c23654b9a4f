import { type ClientOrderId, decodeIntent } from '@orderonce/contracts';
import type { IncomingRecord } from '@orderonce/kafka';
import type { System } from '../command-line/command-context.ts';
import type { ShowProgress } from '../command-line/progress.ts';
import { type LogRange, logRange, type RangeLimits } from '../kafka/log-range.ts';
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

/** The same time of both topics. */
interface Stretch {
  readonly ranges: readonly LogRange[];
  readonly when: string;
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

  async function stretch(limits: RangeLimits, when: string): Promise<Stretch> {
    const both = [topics.intents, topics.outcomes];
    return {
      when,
      ranges: await Promise.all(both.map((one) => logRange(connection, one, limits))),
    };
  }

  /** Searches from where the session of the ids began, and what lies before where that was not enough. */
  async function search<Found>(
    texts: readonly string[],
    work: (stretch: Stretch, found: readonly Found[]) => Promise<Found[]>,
    isEnough: (found: readonly Found[]) => boolean,
  ): Promise<Found[]> {
    const sessionMs = oldestSessionMs(texts);
    if (sessionMs === null) return work(await stretch({}, 'all of it'), []);
    const fromMs = sessionMs - CLOCK_MARGIN_MS;
    const from = new Date(fromMs).toISOString();
    const found = await work(await stretch({ fromMs }, `since ${from}`), []);
    if (isEnough(found)) return found;
    const before = await stretch({ toMs: fromMs - 1 }, `before ${from}`);
    return [...(await work(before, found)), ...found];
  }

  async function firstPartition({ ranges }: Stretch, ids: ReadonlySet<ClientOrderId>) {
    for (const range of ranges)
      for await (const record of scan(range, textsFor([...ids])).records)
        if (names(record, ids)) return record.partition;
    return null;
  }

  async function idsLike(wanted: SeveralWanted, { ranges, when }: Stretch) {
    const ids = new Set<ClientOrderId>();
    for (const range of ranges) {
      note(`${range.topic}, ${when}`);
      for await (const { value } of scan(range, [textOf(wanted)]).records)
        for (const id of value === null ? [] : orderIdsIn(value))
          if (isLike(id, wanted)) ids.add(id);
    }
    return [...ids];
  }

  async function recordsOf(ids: readonly ClientOrderId[], searched: Stretch, near?: number) {
    const wanted = new Set(ids);
    const isNarrow = !everywhere && sizeOf(searched) > fewRecords && ids.length === 1;
    const partition = near ?? (isNarrow ? await firstPartition(searched, wanted) : undefined);
    const records: IncomingRecord[] = [];
    for (const range of searched.ranges) {
      const scanned = scan(range, textsFor(ids), partition ?? undefined);
      note(`${range.topic}${scanned.where}, ${searched.when}`);
      // All of it was searched for the first record, and there is none.
      if (partition === null) continue;
      for await (const record of scanned.records) if (names(record, wanted)) records.push(record);
    }
    return records;
  }

  return {
    looked,
    async idsLike(wanted) {
      const found = await search<ClientOrderId>(
        wanted.kind === 'prefix' ? [wanted.prefix] : [],
        (searched) => idsLike(wanted, searched),
        (ids) => ids.length > 0,
      );
      return found.sort();
    },
    recordsOf: (ids, near) =>
      search<IncomingRecord>(
        ids,
        (searched, found) => {
          const known = everywhere ? undefined : (near ?? found[0]?.partition);
          return recordsOf(ids, searched, known);
        },
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
