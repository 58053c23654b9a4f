import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OutcomeBatch } from '../consume/outcome-batch.ts';
import { sampleId, sampleOutcome } from '../testing/sample-outcome.ts';
import { type SqliteOutcomeStoreOptions, sqliteOutcomeStore } from './sqlite-outcome-store.ts';

const T0 = Date.UTC(2026, 10, 20);
const DAY_MS = 24 * 60 * 60 * 1000;

describe('a store of outcomes in a SQLite file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'orderonce-store-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const open = (options: Partial<SqliteOutcomeStoreOptions> = {}) => {
    const store = sqliteOutcomeStore({
      file: join(folder, 'outcomes.db'),
      prepare: (db) => db.exec('CREATE TABLE IF NOT EXISTS effect (id TEXT NOT NULL)'),
      onOutcome: ({ outcomeId }, db) => {
        db.prepare('INSERT INTO effect VALUES (?)').run(outcomeId);
      },
      ...options,
    });
    const column = (sql: string) =>
      store.database
        .prepare(sql)
        .all()
        .map((row) => row['value']);
    return {
      ...store,
      effects: () => column('SELECT id AS value FROM effect ORDER BY rowid'),
      remembered: () => column('SELECT count(*) AS value FROM orderonce_event')[0],
      [Symbol.dispose]: store.close,
    };
  };

  it('has kept nothing at first, and then goes on behind what it took', async () => {
    using store = open();
    expect(await store.resume(0)).toBeNull();
    expect(await store.take(batch(null, [0, 1]))).toBe('done');
    expect(await store.resume(0)).toBe('2');
    expect(await store.resume(1)).toBeNull();
    expect(store.effects()).toEqual([sampleId(0), sampleId(1)]);
  });

  it('is where it was when it is opened again', async () => {
    {
      using store = open();
      await store.take(batch(null, [0, 1]));
    }
    using store = open();
    expect(await store.resume(0)).toBe('2');
    expect(await store.take(batch('2', [1, 2]))).toBe('done');
    expect(store.effects()).toEqual([sampleId(0), sampleId(1), sampleId(2)]);
  });

  it('has an event of the same id once, in a batch and over batches', async () => {
    using store = open();
    await store.take(batch(null, [0, 1, 0]));
    await store.take(batch('3', [1, 2]));
    expect(store.effects()).toEqual([sampleId(0), sampleId(1), sampleId(2)]);
    expect(await store.resume(0)).toBe('5');
  });

  it('takes the same id in another account for another event', async () => {
    using store = open();
    const { outcomes, ...rest } = batch(null, [0]);
    const elsewhere = outcomes.map((read) => ({
      ...read,
      outcome: { ...read.outcome, accountId: 'ACC-2' } as typeof read.outcome,
    }));
    await store.take({ ...rest, outcomes: [...outcomes, ...elsewhere] });
    expect(store.effects()).toEqual([sampleId(0), sampleId(0)]);
  });

  it('keeps nothing of a batch that begins elsewhere', async () => {
    using store = open();
    using other = open();
    await store.take(batch(null, [0, 1]));
    expect(await other.take(batch(null, [0, 1, 2]))).toBe('superseded');
    expect(await other.take(batch('1', [5]))).toBe('superseded');
    expect(await other.take(batch('2', [2]))).toBe('done');
    expect(store.effects()).toEqual([sampleId(0), sampleId(1), sampleId(2)]);
  });

  it('keeps nothing of a batch whose effect fails, not even that it saw it', async () => {
    let isBroken = true;
    using store = open({
      onOutcome({ outcomeId }, db) {
        db.prepare('INSERT INTO effect VALUES (?)').run(outcomeId);
        if (isBroken && outcomeId === sampleId(1)) throw new Error('no such position');
      },
    });
    await expect(store.take(batch(null, [0, 1]))).rejects.toThrow('no such position');
    expect([store.effects(), await store.resume(0)]).toEqual([[], null]);
    isBroken = false;
    expect(await store.take(batch(null, [0, 1]))).toBe('done');
    expect(store.effects()).toEqual([sampleId(0), sampleId(1)]);
  });

  it('refuses an effect that ends later', async () => {
    using store = open({ onOutcome: async () => {} });
    await expect(store.take(batch(null, [0]))).rejects.toThrow('must not be async');
    expect(await store.resume(0)).toBeNull();
  });

  it('hands over what cannot be read, and goes on behind it', async () => {
    using store = open({
      onUnreadable: ({ position }, db) => {
        db.prepare('INSERT INTO effect VALUES (?)').run(`unreadable ${position.offset}`);
      },
    });
    const position = { topic: 'outcomes', partition: 0, offset: '0' };
    const unreadable = [{ problems: [{ path: '', rule: 'must be JSON' }], position }];
    await store.take({ ...batch(null, [1]), unreadable });
    expect(store.effects()).toEqual([sampleId(1), 'unreadable 0']);
  });

  it('refuses the outcomes of another topic', async () => {
    using store = open();
    await store.take(batch(null, [0]));
    await expect(store.take({ ...batch('1', [1]), topic: 'other' })).rejects.toThrow(
      'the file is of the topic outcomes',
    );
  });

  it('forgets events by their age, and none that may come again', async () => {
    using store = open({ rememberMs: 30 * DAY_MS });
    for (let day = 0; day < 100; day += 1)
      await store.take(batch(day === 0 ? null : String(10 * day), tenOf(day), T0 + day * DAY_MS));
    expect(store.remembered()).toBe(310);
    const repeat = tenOf(70);
    await store.take(batch('1000', repeat, T0 + 99 * DAY_MS));
    expect(store.effects()).toHaveLength(1000);
  });
});

const tenOf = (day: number) => Array.from({ length: 10 }, (_, n) => 10 * day + n);

/** A batch of partition 0 whose offsets have no gaps. */
function batch(
  fromOffset: string | null,
  numbers: readonly number[],
  logTimeMs = T0,
): OutcomeBatch {
  const first = Number(fromOffset ?? 0);
  const place = { topic: 'outcomes', partition: 0 };
  return {
    ...place,
    fromOffset,
    nextOffset: String(first + numbers.length),
    outcomes: numbers.map((n, index) => ({
      outcome: sampleOutcome(n),
      position: { ...place, offset: String(first + index) },
      headers: {},
      logTimeMs,
    })),
    unreadable: [],
  };
}
