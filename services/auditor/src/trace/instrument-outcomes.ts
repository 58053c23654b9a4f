import { decodeOutcome, type Outcome } from '@orderonce/contracts';
import type { System } from '../command-line/command-context.ts';
import type { ShowProgress } from '../command-line/progress.ts';
import { logRange } from '../kafka/log-range.ts';
import type { InstrumentOutcomes } from './order-story.ts';
import { recordsIn } from './records-in.ts';
import { scanRange } from './scan-range.ts';

/** A partition of so many outcomes is read in a moment. */
const FEW_RECORDS = 100_000;

/**
 * All outcomes of an instrument, from the oldest that there is; null when there are too many in its partition to
 * read them for one order, and the person did not ask for it.
 *
 * @param key of the instrument's records
 */
export async function instrumentOutcomes(
  { connection, topics }: Pick<System, 'connection' | 'topics'>,
  instrument: { readonly key: string; readonly partition: number },
  { isAsked, progress }: { readonly isAsked: boolean; readonly progress: ShowProgress },
): Promise<InstrumentOutcomes> {
  const { key, partition } = instrument;
  const range = await logRange(connection, topics.outcomes);
  if (recordsIn(range, partition) > FEW_RECORDS && !isAsked) return null;
  const outcomes: Outcome[] = [];
  const scan = { texts: [key], partitions: [partition], progress };
  for await (const record of scanRange(connection, range, scan)) {
    if (record.key?.toString('utf8') !== key) continue;
    const decoded = decodeOutcome(record.value);
    if (decoded.ok) outcomes.push(decoded.outcome);
  }
  return outcomes;
}
