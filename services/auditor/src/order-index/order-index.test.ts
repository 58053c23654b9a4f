import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type ClientOrderId, topicNames } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import { hasIndexFile, openIndexFile, removeIndexFile } from './index-file.ts';
import { openOrderIndex } from './open-order-index.ts';
import { INTENTS, type IndexProgress, type OrderIndex, OUTCOMES } from './order-index.ts';

const topics = topicNames('');
const ID = 'MOM-1RV4K2-000001-a3f8b2c1' as ClientOrderId;
const OTHER = 'MOM-1RV4K3-000001-b3f8b2c1' as ClientOrderId;

function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'order-index-'));
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

function temporaryIndex() {
  const { folder, ...disposable } = temporaryFolder();
  const file = join(folder, 'deep', 'index.sqlite');
  const index = openOrderIndex(file, { topics });
  return {
    ...{ file, index },
    [Symbol.dispose]() {
      index[Symbol.dispose]();
      disposable[Symbol.dispose]();
    },
  };
}

function upTo(next: number, begin = 0): Map<number, IndexProgress> {
  return new Map([[0, { begin, next, last: { offset: next - 1, fingerprint: 'f' } }]]);
}

function add(index: OrderIndex, id: ClientOrderId, ...offsets: readonly number[]): void {
  const mentions = offsets.map((offset) => ({ id, partition: 0, offset }));
  const before = index.progress(OUTCOMES);
  expect(index.add(OUTCOMES, mentions, before, upTo((offsets.at(-1) ?? 0) + 1))).toBe(true);
}

test('keeps where an id is named, and how far each topic was read, also when it is opened again', () => {
  using temporary = temporaryIndex();
  add(temporary.index, ID, 4, 7);
  temporary.index.add(INTENTS, [{ id: ID, partition: 2, offset: 5 }], new Map(), new Map());
  using again = openOrderIndex(temporary.file, { topics });
  expect(again.positionsOf(ID)).toEqual([
    { topic: 'orders.intents', partition: 2, offset: '5' },
    { topic: 'orders.outcomes', partition: 0, offset: '4' },
    { topic: 'orders.outcomes', partition: 0, offset: '7' },
  ]);
  expect(again.positionsOf(OTHER)).toEqual([]);
  expect(again.progress(OUTCOMES)).toEqual(upTo(8));
  expect(again.progress(INTENTS)).toEqual(new Map());
});

test('finds ids by their beginning and by their end, once each and sorted', () => {
  using temporary = temporaryIndex();
  const { index } = temporary;
  add(index, OTHER, 1, 2);
  add(index, ID, 3, 4);
  expect(index.idsWithPrefix('MOM-1RV4K')).toEqual([ID, OTHER]);
  expect(index.idsWithPrefix('MOM-1RV4K3')).toEqual([OTHER]);
  expect(index.idsWithPrefix('MOM-1RV4K2-000002')).toEqual([]);
  expect(index.idsWithEnd('b3f8b2c1')).toEqual([OTHER]);
  expect(index.count()).toBe(4);
});

test('writes nothing when another builder was there first', () => {
  using temporary = temporaryIndex();
  const { index } = temporary;
  using other = openOrderIndex(temporary.file, { topics });
  const before = index.progress(OUTCOMES);
  add(other, OTHER, 1, 2, 3);
  const mentions = [{ id: ID, partition: 0, offset: 1 }];
  expect(index.add(OUTCOMES, mentions, before, upTo(2))).toBe(false);
  expect(index.progress(OUTCOMES)).toEqual(upTo(4));
  expect(index.positionsOf(ID)).toEqual([]);
});

test('writes nothing of what it cannot write whole', () => {
  using temporary = temporaryIndex();
  const { index } = temporary;
  const good = { id: ID, partition: 0, offset: 1 };
  const bad = { id: OTHER, partition: 0.5, offset: 2 };
  expect(() => index.add(OUTCOMES, [good, bad], new Map(), upTo(3))).toThrow('INTEGER');
  expect(index.positionsOf(ID)).toEqual([]);
  expect(index.progress(OUTCOMES)).toEqual(new Map());
});

test('forgets what retention removed, and a whole topic', () => {
  using temporary = temporaryIndex();
  const { index } = temporary;
  add(index, ID, 1, 2, 3);
  index.prune(OUTCOMES, new Map([[0, 3]]));
  expect(index.positionsOf(ID).map(({ offset }) => offset)).toEqual(['3']);
  expect(index.progress(OUTCOMES)).toEqual(upTo(4, 3));
  index.clear(OUTCOMES);
  expect(index.positionsOf(ID)).toEqual([]);
  expect(index.progress(OUTCOMES)).toEqual(new Map());
});

test('takes no file that is something else, and deletes none', () => {
  using temporary = temporaryFolder();
  const text = join(temporary.folder, 'letters.txt');
  writeFileSync(text, 'dear all, '.repeat(200));
  const stranger = join(temporary.folder, 'photos.sqlite');
  using photos = new DatabaseSync(stranger);
  photos.exec('CREATE TABLE photos (name TEXT)');
  for (const file of [text, stranger]) {
    expect(() => openIndexFile(file)).toThrow('cannot be used as an index of orders');
    expect(() => removeIndexFile(file)).toThrow('cannot be used as an index of orders');
    expect(hasIndexFile(file)).toBe(true);
  }
});

test('takes no index of other topics, and none of another format, which can still be removed', () => {
  using temporary = temporaryIndex();
  const { file } = temporary;
  expect(() => openOrderIndex(file, { topics: topicNames('paper.') })).toThrow(
    'the index is of other topics: orders.intents, orders.outcomes',
  );
  using database = new DatabaseSync(file);
  database.exec('PRAGMA user_version = 99');
  expect(() => openIndexFile(file)).toThrow('is an index of format 99, and this command reads 1');
  removeIndexFile(file);
  expect(hasIndexFile(file)).toBe(false);
});

test('goes on where a command was killed while it made the file', () => {
  using temporary = temporaryFolder();
  const file = join(temporary.folder, 'index.sqlite');
  writeFileSync(file, '');
  using index = openOrderIndex(file, { topics });
  add(index, ID, 1);
  expect(index.count()).toBe(1);
});
