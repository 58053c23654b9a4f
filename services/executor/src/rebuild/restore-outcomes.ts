import type { AccountId, Outcome } from '@orderonce/contracts';
import { type RestoredRecord, restoredRecord, type StoreMemory } from '@orderonce/idempotency';
import type { Logger } from '@orderonce/telemetry';
import type { Clock } from '../ports.ts';
import type { RebuildMetrics } from './rebuild-metrics.ts';

interface Within {
  readonly memory: StoreMemory;
  readonly readOutcomes: (signal: AbortSignal) => AsyncIterable<readonly Outcome[]>;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: RebuildMetrics;
  readonly signal: AbortSignal;
}

const TOLD_EVERY = 100_000;

/** Reads all outcomes once and writes the records of these accounts that they prove. Rejects when either fails. */
export async function restoreOutcomes(
  accountIds: ReadonlySet<AccountId>,
  { memory, readOutcomes, clock, log, metrics, signal }: Within,
): Promise<void> {
  const beganMs = clock.monotonicMs();
  const accounts = [...accountIds];
  let read = 0;
  log.info({ event: 'rebuild-began', accounts }, 'the store lost records: reading all outcomes');

  async function* pages(): AsyncGenerator<readonly RestoredRecord[]> {
    for await (const outcomes of readOutcomes(signal)) {
      const before = read;
      read += outcomes.length;
      if (Math.floor(read / TOLD_EVERY) > Math.floor(before / TOLD_EVERY))
        log.info({ event: 'rebuild-goes-on', read }, 'reading outcomes');
      yield outcomes.flatMap((outcome) =>
        outcome.accountId !== undefined && accountIds.has(outcome.accountId)
          ? (restoredRecord(outcome) ?? [])
          : [],
      );
    }
  }

  const { written, kept } = await memory.restore(pages(), metrics.restored);
  const durationMs = Math.round(clock.monotonicMs() - beganMs);
  const line = { event: 'rebuild-ended', accounts, read, written, kept, durationMs };
  log.info(line, 'what was published has its records again');
}
