import type { AccountId } from '@orderonce/contracts';
import { partitionFor } from '@orderonce/kafka';
import type { Logger } from '@orderonce/telemetry';
import type { AccountComparer } from './account-comparer.ts';

export interface ComparisonOptions {
  readonly comparers: ReadonlyMap<AccountId, AccountComparer>;
  readonly everyMs: number;
  readonly partitionCount: number;
  assignment(): ReadonlySet<number>;
  readonly log: Logger;
  readonly signal: AbortSignal;
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
}

/**
 * Compares accounts time after time, until the signal is aborted. Each account is compared by one instance: the owner
 * of the partition to which the account's name points. Two at once, while partitions move, do no harm.
 */
export async function runComparisons(options: ComparisonOptions): Promise<void> {
  const { comparers, everyMs, partitionCount, assignment, log, signal, sleep } = options;
  while (!signal.aborted) {
    for (const [accountId, comparer] of comparers) {
      const isOurs = assignment().has(partitionFor(accountId, partitionCount));
      if (isOurs && !signal.aborted) await compare(accountId, comparer, log);
      else comparer.forget();
    }
    await sleep(everyMs, signal);
  }
}

async function compare(accountId: AccountId, comparer: AccountComparer, log: Logger) {
  try {
    const { began, ended } = await comparer.compare();
    for (const each of began)
      log.error({ event: 'position-break', ...each }, 'the venue has another position');
    for (const each of ended) log.info({ event: 'position-break-ended', ...each });
  } catch (err) {
    log.warn({ event: 'comparison-failed', accountId, err });
  }
}
