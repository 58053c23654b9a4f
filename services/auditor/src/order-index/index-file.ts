import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CommandFailure } from '../command-line/command-failure.ts';

/** "once": what tells our files from everybody else's. */
const APPLICATION_ID = 0x6f6e6365;
const FORMAT = 1;
/** Beside it stand files that SQLite keeps while it is open, or left when its process was killed. */
const FILES_BESIDE = ['', '-wal', '-shm', '-journal'];
const LOCK_PATIENCE_MS = 5_000;
const CACHE_KIB = 256 * 1024;
/** How much is gathered before it is put in its places all over the file, which waits for the disk. */
const CHECKPOINT_PAGES = 16 * 1024;

// Ids come first in the key: all that names one order lies together. `topic`: 0 intents, 1 outcomes.
const SCHEMA = `
  CREATE TABLE names (topic INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
  CREATE TABLE progress (
    topic INTEGER, partition INTEGER,
    begin_at INTEGER NOT NULL, next INTEGER NOT NULL, last INTEGER, fingerprint TEXT,
    PRIMARY KEY (topic, partition)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE mention (
    id TEXT, topic INTEGER, partition INTEGER, at INTEGER,
    PRIMARY KEY (id, topic, partition, at)
  ) STRICT, WITHOUT ROWID;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${FORMAT};
`;

export const hasIndexFile = (file: string): boolean => existsSync(file);

/**
 * Opens the index in a file, or makes a new one.
 *
 * @throws {CommandFailure} `REFUSED` when the file is none of ours, or of another version
 */
export function openIndexFile(file: string): DatabaseSync {
  mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file, { timeout: LOCK_PATIENCE_MS });
  try {
    if (isEmpty(database)) create(database);
    check(database, file);
    database.exec(`
      PRAGMA synchronous = NORMAL;
      PRAGMA cache_size = -${CACHE_KIB};
      PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
    `);
    return database;
  } catch (error) {
    database.close();
    throw error instanceof CommandFailure ? error : notOurs(file, error);
  }
}

/**
 * Deletes the index in a file, of whatever version.
 *
 * @throws {CommandFailure} `REFUSED` when the file is none of ours
 */
export function removeIndexFile(file: string): void {
  try {
    using database = new DatabaseSync(file);
    if (!isEmpty(database) && numberOf(database, 'application_id') !== APPLICATION_ID)
      throw notOurs(file);
  } catch (error) {
    throw error instanceof CommandFailure ? error : notOurs(file, error);
  }
  for (const ending of FILES_BESIDE) rmSync(file + ending, { force: true });
}

/** Also what a process leaves that is killed while it makes the file. */
function isEmpty(database: DatabaseSync): boolean {
  return database.prepare('SELECT count(*) AS count FROM sqlite_schema').get()?.['count'] === 0;
}

function create(database: DatabaseSync): void {
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('BEGIN IMMEDIATE');
  // Whoever else makes the same file at the same time may have been first.
  if (isEmpty(database)) database.exec(SCHEMA);
  database.exec('COMMIT');
}

function check(database: DatabaseSync, file: string): void {
  if (numberOf(database, 'application_id') !== APPLICATION_ID) throw notOurs(file);
  const format = numberOf(database, 'user_version');
  if (format === FORMAT) return;
  const text = `${file} is an index of format ${format}, and this command reads ${FORMAT}; "index remove" it and build it again`;
  throw new CommandFailure('REFUSED', text);
}

function numberOf(database: DatabaseSync, pragma: 'application_id' | 'user_version'): unknown {
  return database.prepare(`PRAGMA ${pragma}`).get()?.[pragma];
}

function notOurs(file: string, cause?: unknown): CommandFailure {
  const why = cause instanceof Error ? ` (${cause.message})` : '';
  return new CommandFailure('REFUSED', `${file} cannot be used as an index of orders${why}`);
}
