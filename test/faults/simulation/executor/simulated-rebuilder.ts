import { decodeOutcome, type Outcome } from '@orderonce/contracts';
import { type Rebuilder, startRebuilder } from '@orderonce/executor/core';
import { createStoreMemory, type RecordStore } from '@orderonce/idempotency';
import type { IncomingRecord, Publisher } from '@orderonce/kafka';
import type { Logger } from '@orderonce/telemetry';
import { ACCOUNT_IDS, TOPIC_NAMES, type World } from '../world/world.ts';
import type { SimulatedProcess } from './simulated-process.ts';

const PAGE_RECORDS = 500;
const PAGE_MS = 5;
const CONTENT_TTL_MS = 3_600_000;

/** The executor's own rebuilder in one simulated process, on the world's log and store. */
export function startSimulatedRebuilder(
  world: World,
  process: SimulatedProcess,
  parts: {
    readonly store: RecordStore;
    readonly publisher: Publisher;
    readonly randomToken: () => string;
    readonly haltsWork: boolean;
    /** Which of all outcomes on the log are read. */
    readonly outcomesOf: (all: readonly IncomingRecord[]) => readonly IncomingRecord[];
    readonly log: Logger;
  },
): Rebuilder {
  const { time, epochMs } = world;
  const { store, publisher, randomToken, haltsWork, outcomesOf, log } = parts;

  async function* readOutcomes(): AsyncGenerator<readonly Outcome[]> {
    await publisher.flush();
    const all = outcomesOf(world.log.all(TOPIC_NAMES.outcomes));
    for (let at = 0; at < all.length; at += PAGE_RECORDS) {
      await process.sleep(PAGE_MS);
      yield all.slice(at, at + PAGE_RECORDS).flatMap(({ value }) => {
        const decoded = decodeOutcome(value);
        return decoded.ok ? [decoded.outcome] : [];
      });
    }
  }

  return startRebuilder({
    memory: createStoreMemory({ store, randomToken, epochMs, contentTtlMs: CONTENT_TTL_MS }),
    accountIds: ACCOUNT_IDS,
    readOutcomes,
    haltsWork,
    clock: {
      epochMs,
      monotonicMs: time.nowMs,
      sleep: (durationMs, signal) => process.sleep(durationMs, signal),
    },
    log,
    metrics: { restored: () => {}, rebuilding: () => {} },
  });
}
