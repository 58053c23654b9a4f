import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { consumeOutcomes, type OutcomeStore, sqliteOutcomeStore } from '@orderonce/client';
import { type KafkaConnection, readTopic } from '@orderonce/kafka';

interface Reader {
  readonly what: string;
  /** Outcomes a second, from the oldest to all that stand there. */
  rate(outcomes: number): Promise<number>;
}

const POLL_MS = 2;

export function createReaders(connection: KafkaConnection, topic: string, groupPrefix: string) {
  let rounds = 0;

  async function consume(store: OutcomeStore, outcomes: number): Promise<number> {
    rounds += 1;
    const groupId = `${groupPrefix}${rounds}`;
    const consumer = await consumeOutcomes({ connection, topic, groupId, store });
    const startMs = performance.now();
    while (!consumer.isCaughtUp()) await delay(POLL_MS);
    const tookMs = performance.now() - startMs;
    await consumer.stop();
    return perSecond(outcomes, tookMs);
  }

  const bare: Reader = {
    what: 'readTopic alone, nothing decoded',
    async rate(outcomes) {
      const startMs = performance.now();
      for await (const _batch of readTopic(connection, { topic, from: 'beginning', until: 'end' }));
      return perSecond(outcomes, performance.now() - startMs);
    },
  };
  const inMemory: Reader = {
    what: 'consumeOutcomes, a store that keeps offsets in memory',
    async rate(outcomes) {
      const offsets = new Map<number, string>();
      const store: OutcomeStore = {
        resume: async (partition) => offsets.get(partition) ?? null,
        async take({ partition, nextOffset }) {
          offsets.set(partition, nextOffset);
          return 'done';
        },
      };
      return consume(store, outcomes);
    },
  };
  const sqlite: Reader = {
    what: 'consumeOutcomes, the SQLite store, a row for each outcome',
    async rate(outcomes) {
      const folder = mkdtempSync(join(tmpdir(), 'orderonce-bench-'));
      const store = rowStore(join(folder, 'outcomes.db'));
      try {
        return await consume(store, outcomes);
      } finally {
        store.close();
        rmSync(folder, { recursive: true });
      }
    },
  };
  return { bare, inMemory, sqlite, groupIds: () => groupNames(groupPrefix, rounds) };
}

function rowStore(file: string) {
  return sqliteOutcomeStore({
    file,
    prepare: (db) => db.exec('CREATE TABLE IF NOT EXISTS event (id TEXT, word TEXT, cum TEXT)'),
    onOutcome: ({ outcomeId, execType, cumQty }, db) => {
      db.prepare('INSERT INTO event VALUES (?, ?, ?)').run(outcomeId, execType, cumQty);
    },
  });
}

const perSecond = (count: number, ms: number) => (1000 * count) / ms;

const groupNames = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${prefix}${n + 1}`);
