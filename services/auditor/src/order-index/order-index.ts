import type { DatabaseSync } from 'node:sqlite';
import type { ClientOrderId, TopicNames } from '@orderonce/contracts';
import type { RecordPosition } from '@orderonce/kafka';
import { CommandFailure } from '../command-line/command-failure.ts';

/** How far one partition is indexed. */
export interface IndexProgress {
  /** The oldest offset that the topic had when it was last looked at. */
  readonly begin: number;
  /** Everything before it is indexed. */
  readonly next: number;
  /** The last record that was indexed, to know the topic again by; null while there was none. */
  readonly last: { readonly offset: number; readonly fingerprint: string } | null;
}

/** Which record names which order. */
export interface Mention {
  readonly id: ClientOrderId;
  readonly partition: number;
  readonly offset: number;
}

/** One of the two topics that are indexed. */
export type IndexedTopic = 0 | 1;
export const INTENTS: IndexedTopic = 0;
export const OUTCOMES: IndexedTopic = 1;

/** Where on the topics each order is named, in a SQLite file; and how far the topics were read for it. */
export class OrderIndex implements Disposable {
  readonly #database: DatabaseSync;
  readonly #names: readonly string[];

  /** @throws {CommandFailure} `REFUSED` when the file is of other topics */
  constructor(database: DatabaseSync, topics: Pick<TopicNames, 'intents' | 'outcomes'>) {
    this.#database = database;
    this.#names = [topics.intents, topics.outcomes];
    const kept = () => database.prepare('SELECT name FROM names ORDER BY topic').all();
    const insert = database.prepare('INSERT OR IGNORE INTO names VALUES (?, ?)');
    if (kept().length === 0)
      for (const [topic, name] of this.#names.entries()) insert.run(topic, name);
    const others = kept()
      .map(({ name }) => String(name))
      .filter((name, at) => name !== this.#names[at]);
    if (others.length > 0)
      throw new CommandFailure('REFUSED', `the index is of other topics: ${others.join(', ')}`);
  }

  /** By partition; none of a topic that was never read. */
  progress(topic: IndexedTopic): Map<number, IndexProgress> {
    const rows = this.#database.prepare('SELECT * FROM progress WHERE topic = ?').all(topic);
    return new Map(
      rows.map((row) => [
        Number(row['partition']),
        {
          begin: Number(row['begin_at']),
          next: Number(row['next']),
          last:
            row['last'] === null
              ? null
              : { offset: Number(row['last']), fingerprint: String(row['fingerprint']) },
        },
      ]),
    );
  }

  /**
   * Adds mentions and moves on the progress of their partitions, both or neither.
   *
   * @param before the progress from which these were read
   * @returns false, and nothing is written, when somebody else moved on one of the partitions meanwhile
   */
  add(
    topic: IndexedTopic,
    mentions: readonly Mention[],
    before: ReadonlyMap<number, IndexProgress>,
    after: ReadonlyMap<number, IndexProgress>,
  ): boolean {
    return this.#change(() => {
      const now = this.progress(topic);
      for (const partition of after.keys())
        if (now.get(partition)?.next !== before.get(partition)?.next) return false;
      const insert = this.#database.prepare('INSERT OR IGNORE INTO mention VALUES (?, ?, ?, ?)');
      for (const { id, partition, offset } of mentions) insert.run(id, topic, partition, offset);
      const put = this.#database.prepare('REPLACE INTO progress VALUES (?, ?, ?, ?, ?, ?)');
      for (const [partition, { begin, next, last }] of after)
        put.run(topic, partition, begin, next, last?.offset ?? null, last?.fingerprint ?? null);
      return true;
    });
  }

  /** Forgets a topic altogether. */
  clear(topic: IndexedTopic): void {
    this.#change(() => {
      this.#database.prepare('DELETE FROM mention WHERE topic = ?').run(topic);
      this.#database.prepare('DELETE FROM progress WHERE topic = ?').run(topic);
      return true;
    });
  }

  /** Forgets what retention removed from a topic. */
  prune(topic: IndexedTopic, begins: ReadonlyMap<number, number>): void {
    this.#change(() => {
      const move = this.#database.prepare(
        'UPDATE progress SET begin_at = ? WHERE topic = ? AND partition = ?',
      );
      for (const [partition, begin] of begins) move.run(begin, topic, partition);
      const gone = `DELETE FROM mention WHERE topic = ? AND at < (
        SELECT begin_at FROM progress
        WHERE progress.topic = mention.topic AND progress.partition = mention.partition)`;
      this.#database.prepare(gone).run(topic);
      return true;
    });
  }

  positionsOf(id: ClientOrderId): RecordPosition[] {
    const select = 'SELECT topic, partition, at FROM mention WHERE id = ?';
    return this.#database
      .prepare(select)
      .all(id)
      .map((row) => ({
        topic: this.#names[Number(row['topic'])] ?? '',
        partition: Number(row['partition']),
        offset: String(row['at']),
      }));
  }

  /** Sorted. */
  idsWithPrefix(prefix: string): ClientOrderId[] {
    // Behind every character of an id.
    const behind = `${prefix}~`;
    const select = 'SELECT DISTINCT id FROM mention WHERE id >= ? AND id < ?';
    return this.#ids(select, prefix, behind);
  }

  /** Sorted; looks at all of them. */
  idsWithEnd(end: string): ClientOrderId[] {
    return this.#ids('SELECT DISTINCT id FROM mention WHERE substr(id, ?) = ?', -end.length, end);
  }

  /** How many mentions there are; takes a moment. */
  count(): number {
    return Number(this.#database.prepare('SELECT count(*) AS count FROM mention').get()?.['count']);
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }

  #ids(select: string, ...given: (string | number)[]): ClientOrderId[] {
    const rows = this.#database.prepare(select).all(...given);
    return rows.map(({ id }) => String(id) as ClientOrderId);
  }

  #change(work: () => boolean): boolean {
    this.#database.exec('BEGIN IMMEDIATE');
    let isDone = false;
    try {
      isDone = work();
      return isDone;
    } finally {
      this.#database.exec(isDone ? 'COMMIT' : 'ROLLBACK');
    }
  }
}
