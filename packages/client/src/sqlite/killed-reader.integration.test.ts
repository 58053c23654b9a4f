import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { createPublisher, deleteRun } from '@orderonce/kafka';
import { integrationConnection, temporaryTopic, uniqueName } from '@orderonce/kafka/testing';
import { expect, test, vi } from 'vitest';
import { sampleId, sampleValue } from '../testing/sample-outcome.ts';

const READER = join(import.meta.dirname, '../testing/counting-reader.process.ts');
const KILLS = 20;
const EVENTS_A_LIFE = 600;
const REPEATS_A_LIFE = 150;
const LONGEST_LIFE_MS = 40;

test('a reader that is killed again and again has each effect once', async () => {
  const connection = integrationConnection();
  await using topic = await temporaryTopic(connection, { partitions: 3 });
  const publisher = createPublisher(connection);
  const folder = mkdtempSync(join(tmpdir(), 'orderonce-reader-'));
  const file = join(folder, 'effects.db');
  const groupIds: string[] = [];
  const alive = new Set<ChildProcess>();

  function start(): ChildProcess {
    // A group of its own each time: a killed member keeps its partitions for the session timeout.
    const groupId = uniqueName('reader');
    groupIds.push(groupId);
    const reader = spawn(process.execPath, [READER, topic.name, groupId, file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    alive.add(reader);
    reader.once('exit', () => alive.delete(reader));
    return reader;
  }

  /** New events, and some that were there before, as an executor publishes them after a crash. */
  async function publishLife(life: number): Promise<void> {
    const first = life * EVENTS_A_LIFE;
    const news = Array.from({ length: EVENTS_A_LIFE }, (_, n) => first + n);
    const known = first + EVENTS_A_LIFE;
    const repeats = news.slice(0, REPEATS_A_LIFE).map(() => Math.floor(Math.random() * known));
    const put = (n: number) =>
      publisher.publish({ topic: topic.name, key: `k${n}`, value: sampleValue(n) });
    await Promise.all([...news, ...repeats].map(put));
  }

  try {
    for (let life = 0; life < KILLS; life += 1) {
      await publishLife(life);
      const reader = start();
      await once(reader.stdout ?? reader, 'data');
      await delay(Math.random() * LONGEST_LIFE_MS);
      reader.kill('SIGKILL');
      await once(reader, 'exit');
    }
    start();
    const ids = Array.from({ length: KILLS * EVENTS_A_LIFE }, (_, n) => sampleId(n));
    await vi.waitFor(() => expect(new Set(effectsIn(file)).size).toBe(ids.length), {
      timeout: 30_000,
      interval: 200,
    });
    const effects = effectsIn(file);
    expect(effects.filter((id, place) => id === effects[place - 1])).toEqual([]);
  } finally {
    await Promise.all([...alive].map((reader) => reader.kill('SIGKILL') && once(reader, 'exit')));
    await publisher.stop(1000);
    await vi.waitFor(() => deleteRun(connection, { topics: [], groupIds }), {
      timeout: 30_000,
      interval: 500,
    });
    rmSync(folder, { recursive: true });
  }
}, 180_000);

function effectsIn(file: string): readonly string[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = database.prepare('SELECT id FROM effect ORDER BY id').all();
    return rows.map((row) => String(row['id']));
  } finally {
    database.close();
  }
}
