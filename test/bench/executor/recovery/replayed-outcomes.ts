import { topicNames } from '@orderonce/contracts';
import { readTopic } from '@orderonce/kafka';
import type { Pipeline } from '../latency/start-beside.ts';

/** Ends of the outcomes topic, by partition. */
type Ends = ReadonlyMap<number, bigint>;

/** What one pass over the old intents led to. */
export interface Pass {
  readonly outcomes: number;
  /** By outcome id: what it says. */
  readonly verdicts: ReadonlyMap<string, string>;
  readonly duplicates: ReadonlySet<string>;
  /** Neither a verdict nor a duplicate. */
  readonly others: number;
  /** From its first outcome to its last, by the log's clock. */
  readonly perSecond: number;
}

/**
 * Reads the whole outcomes topic, and tells the outcomes of the old intents apart by the pass that led to
 * them: one begins where the one before ended.
 */
export async function readPasses(
  { connection, topicPrefix }: Pipeline,
  ends: readonly Ends[],
  isOld: (symbol: string) => boolean,
): Promise<Pass[]> {
  const passes = ends.map(() => openPass());
  const { outcomes: topic } = topicNames(topicPrefix);
  for await (const batch of readTopic(connection, { topic, from: 'beginning', until: 'end' }))
    for (const { value, partition, offset, logTimeMs } of batch) {
      const outcome = JSON.parse(String(value));
      if (!isOld(String(outcome.symbol))) continue;
      const place = ends.findIndex((end) => BigInt(offset) < (end.get(partition) ?? 0n));
      passes[place]?.add(outcome, logTimeMs);
    }
  return passes.map((pass) => pass.close());
}

interface OldOutcome {
  readonly outcomeId: string;
  readonly execType: string;
  readonly brokerOrderId?: string;
}

function openPass() {
  const verdicts = new Map<string, string>();
  const duplicates = new Set<string>();
  let others = 0;
  let outcomes = 0;
  let firstMs = Number.POSITIVE_INFINITY;
  let lastMs = 0;
  return {
    add({ outcomeId, execType, brokerOrderId }: OldOutcome, logTimeMs: number) {
      outcomes += 1;
      firstMs = Math.min(firstMs, logTimeMs);
      lastMs = Math.max(lastMs, logTimeMs);
      if (outcomeId.endsWith('/verdict')) verdicts.set(outcomeId, `${execType} ${brokerOrderId}`);
      else if (execType === 'DUPLICATE') duplicates.add(outcomeId);
      else others += 1;
    },
    close: (): Pass => ({
      outcomes,
      verdicts,
      duplicates,
      others,
      perSecond: (outcomes * 1000) / (lastMs - firstMs),
    }),
  };
}
