import type { System } from '../../command-line/command-context.ts';
import { CommandFailure } from '../../command-line/command-failure.ts';
import type { ShowProgress } from '../../command-line/progress.ts';
import type { Report } from '../../command-line/report.ts';
import { indexOrderRecords } from '../../order-index/index-order-records.ts';
import { indexTails } from '../../order-index/index-tails.ts';
import { openExistingIndex } from '../../order-index/open-order-index.ts';
import type { OrderRecords } from '../../trace/order-records.ts';
import { scanOrderRecords } from '../../trace/scan-order-records.ts';

export interface RecordsOptions {
  /** A file; true: the usual one where it is there; false: none. */
  readonly index: string | boolean;
  readonly everywhere: boolean;
}

/** From this gap on, whoever traces more than one order saves time by bringing the index up to date. */
const WORTH_BUILDING = 500_000;

/** The way to the orders' records: by the index where there is one, and by reading the topics otherwise. */
export async function openRecords(
  system: System,
  { index: wanted, everywhere }: RecordsOptions,
  { progress, report }: { readonly progress: ShowProgress; readonly report: Report },
): Promise<OrderRecords & Disposable> {
  const scanning = () => ({
    ...scanOrderRecords(system, { progress, everywhere }),
    [Symbol.dispose]() {},
  });
  if (wanted === false) return scanning();
  const file = typeof wanted === 'string' ? wanted : system.indexPlace;
  const index = openExistingIndex(file, system);
  if (index === null) {
    if (typeof wanted === 'string')
      throw new CommandFailure('REFUSED', `there is no index ${file}`);
    return scanning();
  }
  const upTo = await indexTails(index, system, { progress });
  if (upTo.kind === 'stale') {
    index[Symbol.dispose]();
    report.warn(`${upTo.topic} was made anew since it was indexed: the index is not used`);
    return scanning();
  }
  if (upTo.gap > WORTH_BUILDING)
    report.warn(`the index is ${upTo.gap} records behind; "index build" makes this faster`);
  const records = indexOrderRecords(index, upTo.tails, system, { progress, file });
  return { ...records, [Symbol.dispose]: () => index[Symbol.dispose]() };
}
