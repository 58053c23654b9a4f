import type { Clock } from './ports.ts';
import { STORE_RETRY_MS } from './store-retry.ts';

/** Whoever holds a claim and wants to keep it. */
export interface Owner {
  readonly claim: { readonly sendDeadlineMonotonicMs: number };
  renew(): Promise<'done' | 'lost' | 'unavailable'>;
}

/** Sleeps, and renews the claim whenever its send deadline comes. Ends early when the claim is lost. */
export async function sleepAsOwner(
  owner: Owner,
  durationMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  for (let restMs = durationMs; restMs > 0 && !signal.aborted; ) {
    if (leaseLeftMs(owner, clock) <= 0 && (await owner.renew()) === 'lost') return;
    const stepMs = Math.min(restMs, Math.max(leaseLeftMs(owner, clock), STORE_RETRY_MS));
    await clock.sleep(stepMs, signal);
    restMs -= stepMs;
  }
}

/** The same for something that ends by itself; what it waits for is given up when the claim is lost. */
export async function awaitAsOwner(
  owner: Owner,
  wait: (signal: AbortSignal) => Promise<void>,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  const giveUp = new AbortController();
  const either = AbortSignal.any([signal, giveUp.signal]);
  const ended = wait(either).then(() => 'ended' as const);
  try {
    for (;;) {
      const stepMs = Math.max(leaseLeftMs(owner, clock), STORE_RETRY_MS);
      const first = await Promise.race([ended, clock.sleep(stepMs, either)]);
      if (first === 'ended' || signal.aborted || (await owner.renew()) === 'lost') return;
    }
  } finally {
    giveUp.abort();
  }
}

function leaseLeftMs({ claim }: Owner, clock: Clock): number {
  return claim.sendDeadlineMonotonicMs - clock.monotonicMs();
}
