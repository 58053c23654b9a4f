import type { ClientOrderId } from '@orderonce/contracts';
import { type IncomingRecord, readRecords } from '@orderonce/kafka';
import type { System } from '../command-line/command-context.ts';
import type { ShowProgress } from '../command-line/progress.ts';
import type { LogRange } from '../kafka/log-range.ts';
import { orderIdsIn } from '../trace/order-ids-in.ts';
import { names, type OrderRecords } from '../trace/order-records.ts';
import { scanRange } from '../trace/scan-range.ts';
import { isLike, textOf } from '../trace/wanted.ts';
import type { OrderIndex } from './order-index.ts';

/** Where the index ends and the topics go on. */
export type Tails = readonly LogRange[];

/** Asks an index where the records are, and reads those, and what the topics hold behind it. */
export function indexOrderRecords(
  index: OrderIndex,
  tails: Tails,
  { connection, topics }: Pick<System, 'connection' | 'topics'>,
  { progress, file }: { readonly progress: ShowProgress; readonly file: string },
): OrderRecords {
  const looked = [`${topics.intents} and ${topics.outcomes}, all of both by the index ${file}`];

  async function inTails(texts: readonly string[], isWanted: (record: IncomingRecord) => boolean) {
    const records: IncomingRecord[] = [];
    for (const tail of tails)
      for await (const record of scanRange(connection, tail, { texts, progress }))
        if (isWanted(record)) records.push(record);
    return records;
  }

  async function recordsOf(ids: readonly ClientOrderId[]): Promise<IncomingRecord[]> {
    const wanted = new Set(ids);
    const [indexed, behind] = await Promise.all([
      readRecords(
        connection,
        ids.flatMap((id) => index.positionsOf(id)),
      ),
      inTails(ids, (record) => names(record, wanted)),
    ]);
    return [...indexed.filter((record) => names(record, wanted)), ...behind];
  }

  return {
    looked,
    recordsOf,
    async idsLike(wanted) {
      const indexed =
        wanted.kind === 'prefix'
          ? index.idsWithPrefix(wanted.prefix)
          : await withUuid(index.idsWithEnd(wanted.orderUuid.slice(0, 8)), wanted.orderUuid);
      const behind = await inTails([textOf(wanted)], () => true);
      const later = behind.flatMap(({ value }) => (value === null ? [] : [...orderIdsIn(value)]));
      const ids = new Set([...indexed, ...later.filter((id) => isLike(id, wanted))]);
      return [...ids].sort();
    },
  };

  /** The id has but the first digits of the UUID. */
  async function withUuid(ids: readonly ClientOrderId[], orderUuid: string) {
    const records = await recordsOf(ids);
    const those = records.filter(({ value }) => value?.includes(orderUuid));
    const named = new Set(those.flatMap(({ value }) => [...orderIdsIn(value ?? Buffer.alloc(0))]));
    return ids.filter((id) => named.has(id));
  }
}
