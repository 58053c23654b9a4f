import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { createPublisher, deleteRun } from '@orderonce/kafka';
import { integrationConnection, temporaryTopic } from '@orderonce/kafka/testing';
import { vi } from 'vitest';
import { sampleValue } from './sample-outcome.ts';

const SCRIPT = fileURLToPath(new URL('./counting-reader.process.ts', import.meta.url));

/** A process that reads; it may be killed, or made to stand still. */
export interface CountingReader {
  /** What its store answered, in order. */
  readonly answers: readonly string[];
  readonly process: ChildProcess;
  /** Resolves when it is gone. */
  kill(): Promise<void>;
}

/** Readers over one topic and one file that are processes. `await using` ends all of it. */
export async function openCountingReaders(partitions: number) {
  await using opened = new AsyncDisposableStack();
  const connection = integrationConnection();
  const topic = opened.use(await temporaryTopic(connection, { partitions }));
  const publisher = createPublisher(connection);
  opened.defer(() => publisher.stop(1000));
  const folder = mkdtempSync(join(tmpdir(), 'orderonce-reader-'));
  opened.defer(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'effects.db');
  const groupIds = new Set<string>();
  // A killed member is in its group until its session times out.
  const deleteGroups = () => deleteRun(connection, { topics: [], groupIds: [...groupIds] });
  opened.defer(() => vi.waitFor(deleteGroups, { timeout: 30_000, interval: 500 }));
  const alive = new Set<CountingReader>();
  opened.defer(async () => {
    await Promise.all([...alive].map((reader) => reader.kill()));
  });
  const parts = opened.move();

  return {
    start(groupId: string): CountingReader {
      groupIds.add(groupId);
      const child = spawn(process.execPath, [SCRIPT, topic.name, groupId, file], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const answers: string[] = [];
      createInterface(child.stdout).on('line', (line) => answers.push(line));
      const gone = once(child, 'exit');
      const reader: CountingReader = {
        answers,
        process: child,
        async kill() {
          child.kill('SIGKILL');
          await gone;
          alive.delete(reader);
        },
      };
      alive.add(reader);
      return reader;
    },
    publish: (numbers: readonly number[]) =>
      Promise.all(
        numbers.map((n) =>
          publisher.publish({ topic: topic.name, key: `k${n}`, value: sampleValue(n) }),
        ),
      ),
    /** Outcome ids, sorted, each as often as it had its effect. */
    effects: () => effectsIn(file),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

function effectsIn(file: string): readonly string[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = database.prepare('SELECT id FROM effect ORDER BY id').all();
    return rows.map((row) => String(row['id']));
  } finally {
    database.close();
  }
}
