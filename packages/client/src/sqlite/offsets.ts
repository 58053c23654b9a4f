import type { DatabaseSync } from 'node:sqlite';
import { ClientFailure } from '../client-failure.ts';

/** Where each partition goes on. */
export interface Offsets {
  /** @throws {ClientFailure} `INVALID_CONFIGURATION` when the file is of another topic */
  of(partition: number, topic?: string): string | null;
  put(partition: number, topic: string, nextOffset: string): void;
}

export function openOffsets(database: DatabaseSync): Offsets {
  database.exec(`CREATE TABLE IF NOT EXISTS orderonce_offset (
    partition INTEGER PRIMARY KEY, topic TEXT NOT NULL, next_offset TEXT NOT NULL)`);
  const select = database.prepare(
    'SELECT topic, next_offset FROM orderonce_offset WHERE partition = ?',
  );
  const upsert = database.prepare(`INSERT INTO orderonce_offset VALUES (?, ?, ?)
    ON CONFLICT (partition) DO UPDATE SET next_offset = excluded.next_offset`);
  return {
    of(partition, topic) {
      const row = select.get(partition);
      if (row === undefined) return null;
      if (topic !== undefined && row['topic'] !== topic)
        throw new ClientFailure(
          'INVALID_CONFIGURATION',
          `the file is of the topic ${row['topic']}`,
        );
      return String(row['next_offset']);
    },
    put: (partition, topic, nextOffset) => void upsert.run(partition, topic, nextOffset),
  };
}
