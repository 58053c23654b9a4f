import type { Logger } from '@orderonce/telemetry';
import type { ReaderLease } from './reader-lease.ts';

export interface Turns {
  readonly accountId: string;
  readonly lease: ReaderLease;
  readonly leaseMs: number;
  /** Without an answer from the store for so long, a reader that waits begins all the same. */
  readonly beginWithoutStoreMs: number;
  readonly signal: AbortSignal;
  readonly log: Logger;
  monotonicMs(): number;
  /** Resolves after this long, or at once when the signal is aborted; never rejects. */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
  /** Hears whether this process is the account's reader. */
  onTurn(isReader: boolean): void;
}

/** Renewals in the life of a lease: two may be lost. Also how soon a free lease is noticed. */
const TRIES_PER_LEASE = 6;

/**
 * Runs `read` while this process is the account's reader, until the signal is aborted. Two readers at once do no
 * harm, since all that they tell is named by what happened; none at all would leave executions untold. So while
 * the store is away the reader goes on, and who waited begins after `beginWithoutStoreMs`.
 */
export async function takeTurns(
  read: (signal: AbortSignal) => Promise<void>,
  turns: Turns,
): Promise<void> {
  const { lease, leaseMs, signal, sleep } = turns;
  let answeredMs = turns.monotonicMs();
  while (!signal.aborted) {
    const answer = await lease.take();
    const nowMs = turns.monotonicMs();
    if (answer !== 'unknown') answeredMs = nowMs;
    const isAlone = answer === 'unknown' && nowMs - answeredMs >= turns.beginWithoutStoreMs;
    if (answer === 'ours' || isAlone) {
      await takeTurn(read, turns);
      answeredMs = turns.monotonicMs();
    } else await sleep(leaseMs / TRIES_PER_LEASE, signal);
  }
}

async function takeTurn(
  read: (signal: AbortSignal) => Promise<void>,
  { accountId, lease, leaseMs, signal, log, sleep, onTurn }: Turns,
): Promise<void> {
  const over = new AbortController();
  const turn = AbortSignal.any([signal, over.signal]);
  log.info({ event: 'reader-began', accountId });
  onTurn(true);
  const reading = read(turn).finally(() => over.abort());
  // Looked at below; until then it is nobody's.
  reading.catch(() => {});
  while (!turn.aborted) {
    await sleep(leaseMs / TRIES_PER_LEASE, turn);
    if (!turn.aborted && (await lease.take()) === 'others') over.abort();
  }
  await reading.finally(() => {
    onTurn(false);
    log.info({ event: 'reader-ended', accountId });
    return lease.release();
  });
}
