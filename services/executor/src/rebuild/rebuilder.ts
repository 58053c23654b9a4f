import type { AccountId, Outcome } from '@orderonce/contracts';
import type { RememberedAccount, StoreMemory } from '@orderonce/idempotency';
import type { Logger } from '@orderonce/telemetry';
import type { Clock } from '../ports.ts';
import type { LostMemory } from './lost-memory.ts';
import type { RebuildMetrics } from './rebuild-metrics.ts';
import { restoreOutcomes } from './restore-outcomes.ts';
import { untilAborted } from './until-aborted.ts';

export interface RebuilderOptions {
  readonly memory: StoreMemory;
  /** Looked at once at the start; others when a claim first meets them. */
  readonly accountIds: Iterable<AccountId>;
  /** All outcomes there are now, oldest first within each order; ends early when the signal is aborted. */
  readonly readOutcomes: (signal: AbortSignal) => AsyncIterable<readonly Outcome[]>;
  /** New intents wait too: for who cannot do without the store, and where a repeated id is a second order. */
  readonly haltsWork: boolean;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: RebuildMetrics;
}

export interface Rebuilder extends LostMemory {
  /** A claim met this generation of the store's memory. */
  generationMet(accountId: AccountId, generation: string): void;
  /** Begins nothing more; what waits goes on when its own signal says so. */
  stop(): void;
}

interface Missing {
  readonly back: Promise<void>;
  readonly resolve: () => void;
  /** Whether what the oldest outcomes say is needed too, though their records may have come to their end. */
  needsOldest: boolean;
  /** Rises whenever there is news, so that an older look is not taken for an answer to it. */
  revision: number;
}

const FIRST_PAUSE_MS = 100;
/** Old intents wait meanwhile, and a store that is away answers at once. */
const LONGEST_PAUSE_MS = 1000;
const NONE: readonly AccountId[] = [];

/**
 * Brings records back from the outcomes topic, for all accounts that need it at once and one reading at a
 * time, until it succeeds. Several executors may do so at once: writing the same twice changes nothing.
 */
export function startRebuilder(options: RebuilderOptions): Rebuilder {
  const { memory, clock, log, metrics } = options;
  const missing = new Map<AccountId, Missing>();
  const whole = new Map<AccountId, { readonly generation: string; readonly untilMs: number }>();
  const stopped = new AbortController();
  let isRunning = false;

  function need(accountId: AccountId, needsOldest: boolean): Missing {
    let found = missing.get(accountId);
    if (found === undefined) {
      const { promise: back, resolve } = Promise.withResolvers<void>();
      found = { back, resolve, needsOldest, revision: 0 };
      missing.set(accountId, found);
      metrics.rebuilding(missing.size);
    }
    if (needsOldest && !found.needsOldest) {
      found.needsOldest = true;
      found.revision += 1;
    }
    if (!isRunning) void run();
    return found;
  }

  async function run(): Promise<void> {
    isRunning = true;
    // What is asked for in one turn is looked at together.
    await Promise.resolve();
    let pauseMs = FIRST_PAUSE_MS;
    while (missing.size > 0 && !stopped.signal.aborted) {
      try {
        await rebuildOrConfirm();
        pauseMs = FIRST_PAUSE_MS;
      } catch (err) {
        log.warn({ event: 'rebuild-failed', err, pauseMs }, 'records could not be rebuilt yet');
        await clock.sleep(pauseMs, stopped.signal);
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
    }
    isRunning = false;
  }

  /** Confirms the accounts that are whole and rebuilds the others; the next round confirms those. */
  async function rebuildOrConfirm(): Promise<void> {
    const asked = [...missing].map(([accountId, { revision }]) => ({ accountId, revision }));
    const looked = await Promise.all(
      asked.map(async (each) => ({ ...each, now: await memory.look(each.accountId) })),
    );
    const lacking = new Map<AccountId, RememberedAccount>();
    for (const { accountId, revision, now } of looked) {
      const found = missing.get(accountId);
      if (!now.isRebuilt || (found?.needsOldest && now.wholeForMs === 0))
        lacking.set(accountId, now);
      else if (found?.revision === revision) confirm(accountId, found, now);
    }
    if (lacking.size === 0) return;
    await restoreOutcomes(new Set(lacking.keys()), { ...options, signal: stopped.signal });
    if (stopped.signal.aborted) return;
    await Promise.all([...lacking].map((entry) => memory.noteWhole(...entry)));
  }

  function confirm(accountId: AccountId, { resolve }: Missing, now: RememberedAccount): void {
    const untilMs = clock.monotonicMs() + now.wholeForMs;
    whole.set(accountId, { generation: now.generation, untilMs });
    missing.delete(accountId);
    metrics.rebuilding(missing.size);
    resolve();
  }

  for (const accountId of options.accountIds) need(accountId, false);
  return {
    rebuilt(accountId, signal) {
      const known = whole.get(accountId);
      if (known !== undefined && clock.monotonicMs() < known.untilMs) return undefined;
      return untilAborted(need(accountId, true).back, signal);
    },
    reopened(accountId, signal) {
      if (!options.haltsWork || whole.has(accountId)) return undefined;
      const back = missing.get(accountId)?.back;
      return back && untilAborted(back, signal);
    },
    rebuilding: () => (missing.size === 0 ? NONE : [...missing.keys()]),
    generationMet(accountId, generation) {
      if (whole.get(accountId)?.generation === generation) return;
      whole.delete(accountId);
      need(accountId, false).revision += 1;
    },
    stop: () => stopped.abort(),
  };
}
