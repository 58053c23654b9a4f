import type { System } from '../command-line/command-context.ts';
import { hasIndexFile, openIndexFile } from './index-file.ts';
import { OrderIndex } from './order-index.ts';

/**
 * Opens the index in a file, or makes a new one.
 *
 * @throws {CommandFailure} `REFUSED` when the file is something else, or an index of other topics
 */
export function openOrderIndex(file: string, { topics }: Pick<System, 'topics'>): OrderIndex {
  const database = openIndexFile(file);
  try {
    return new OrderIndex(database, topics);
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Null when there is no such file. */
export function openExistingIndex(file: string, system: Pick<System, 'topics'>): OrderIndex | null {
  return hasIndexFile(file) ? openOrderIndex(file, system) : null;
}
