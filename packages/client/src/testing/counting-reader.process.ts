import { integrationConnection } from '@orderonce/kafka/testing';
import { consumeOutcomes } from '../consume/consume-outcomes.ts';
import { sqliteOutcomeStore } from '../sqlite/sqlite-outcome-store.ts';

/**
 * A reader that counts: `node counting-reader.process.ts <topic> <group> <file>`. Each effect adds a row, so
 * that an event which has its effect twice has two. Prints what the store answers.
 */
const [topic = '', groupId = '', file = ''] = process.argv.slice(2);
const store = sqliteOutcomeStore({
  file,
  prepare: (db) => db.exec('CREATE TABLE IF NOT EXISTS effect (id TEXT NOT NULL)'),
  onOutcome: ({ outcomeId }, db) => {
    db.prepare('INSERT INTO effect VALUES (?)').run(outcomeId);
  },
});
const consumer = await consumeOutcomes({
  connection: integrationConnection(),
  topic,
  groupId,
  store: {
    ...store,
    async resume(partition) {
      const offset = await store.resume(partition);
      process.stdout.write('resumed\n');
      return offset;
    },
    async take(batch) {
      const taken = await store.take(batch);
      process.stdout.write(`${taken}\n`);
      return taken;
    },
  },
  maxBatchRecords: 100,
  sessionTimeoutMs: 6000,
});
await consumer.failed;
