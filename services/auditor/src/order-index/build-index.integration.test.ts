import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ClientOrderId, formatOrderId, type StrategyId } from '@orderonce/contracts';
import { deleteRun, ensureTopics } from '@orderonce/kafka';
import { deleteRecordsBefore, integrationConnection } from '@orderonce/kafka/testing';
import { expect, test } from 'vitest';
import { noProgress } from '../command-line/progress.ts';
import { openAuditor } from '../testing/auditor-under-test.ts';
import { placed } from '../trace/testing/order.ts';
import { openPipeline } from '../trace/testing/publish.ts';
import { buildIndex } from './build-index.ts';
import { openOrderIndex } from './open-order-index.ts';
import type { OrderIndex } from './order-index.ts';

const connection = integrationConnection();

async function openTopics() {
  await using opened = new AsyncDisposableStack();
  const auditor = opened.use(await openAuditor());
  const { topics } = auditor;
  const pipeline = opened.use(openPipeline(connection, topics));
  const folder = mkdtempSync(join(tmpdir(), 'build-index-'));
  opened.defer(() => rmSync(folder, { recursive: true }));
  const parts = opened.move();
  const open = (name: string) => openOrderIndex(join(folder, name), { topics });
  return {
    ...{ auditor, topics, open, file: (name: string) => join(folder, name) },
    async publish(from: number, to: number, strategy = 'MOM'): Promise<ClientOrderId[]> {
      const ids = Array.from({ length: to - from }, (_, at) => idOf(strategy, from + at));
      await Promise.all(
        ids.map((clientOrderId, at) =>
          pipeline.intent(placed({ clientOrderId, strategyId: strategy, symbol: `SYM${at % 7}` })),
        ),
      );
      return ids;
    },
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}

function idOf(strategy: string, at: number): ClientOrderId {
  const parts = { session: 60_000_000, sequence: at + 1, uuidPrefix: 'a3f8b2c1' };
  return formatOrderId({ ...parts, strategyId: strategy as StrategyId });
}

/** The index of a command that is killed after so many writes. */
function dyingAfter(writes: number, index: OrderIndex): Parameters<typeof buildIndex>[0] {
  let left = writes;
  return {
    progress: (topic) => index.progress(topic),
    clear: (topic) => index.clear(topic),
    prune: (topic, begins) => index.prune(topic, begins),
    add(...given) {
      if (left === 0) throw new Error('killed');
      left -= 1;
      return index.add(...given);
    },
  };
}

const quiet = { progress: noProgress, onMadeAnew: () => {} };

test('goes on where a build was interrupted, and knows all that one build would know', async () => {
  await using opened = await openTopics();
  const { topics, open } = opened;
  const ids = await opened.publish(0, 3_000);
  const system = { connection, topics };
  using index = open('interrupted.sqlite');
  for (const writes of [1, 3, 7]) {
    const build = buildIndex(dyingAfter(writes, index), system, { ...quiet, chunkMentions: 100 });
    await expect(build).rejects.toThrow('killed');
  }
  expect(index.count()).toBe(1_100);
  await buildIndex(index, system, quiet);
  await opened.publish(3_000, 3_100);
  expect(await buildIndex(index, system, quiet)).toEqual({ records: 100 });
  using fresh = open('fresh.sqlite');
  expect(await buildIndex(fresh, system, quiet)).toEqual({ records: 3_100 });
  expect(index.count()).toBe(3_100);
  expect(index.progress(0)).toEqual(fresh.progress(0));
  for (const id of ids) expect(index.positionsOf(id)).toEqual(fresh.positionsOf(id));
});

test('begins from nothing when a topic was made anew, and says so', async () => {
  await using opened = await openTopics();
  const { auditor, topics, file } = opened;
  const index = ['--index', file('index.sqlite')];
  const [old = ''] = await opened.publish(0, 20);
  expect((await auditor.run('index', 'build', ...index)).printed).toContain('Indexed 20 records');
  await deleteRun(connection, { topics: [topics.intents], groupIds: [] });
  const anew = { name: topics.intents, partitions: 2, replicationFactor: 1, config: {} };
  await ensureTopics(connection, [anew]);
  // More than before: the new topic reaches further than the index.
  const [id = ''] = await opened.publish(0, 200, 'ARB');

  const madeAnew = `${topics.intents} was made anew since it was indexed`;
  const traced = await auditor.run('trace', id, ...index);
  expect(traced.warned).toBe(`${madeAnew}: the index is not used`);
  expect(traced.exitCode).toBe(0);
  expect((await auditor.run('index', 'status', ...index)).printed).toContain('was made anew since');
  const built = await auditor.run('index', 'build', ...index);
  expect(built.warned).toBe(`${madeAnew}: its part begins from nothing`);
  expect(built.printed).toContain('Indexed 200 records');
  expect((await auditor.run('trace', id, ...index)).exitCode).toBe(0);
  expect((await auditor.run('trace', old, ...index)).exitCode).toBe(1);
});

test('forgets what retention removed, and takes the topic for the same', async () => {
  await using opened = await openTopics();
  const { topics, open } = opened;
  const system = { connection, topics };
  const madeAnew: string[] = [];
  const options = { ...quiet, onMadeAnew: (topic: string) => madeAnew.push(topic) };
  using index = open('index.sqlite');
  const ids = await opened.publish(0, 40);
  await buildIndex(index, system, options);
  const places = ids.flatMap((id) => index.positionsOf(id));
  const inOne = places.filter(({ partition }) => partition === places[0]?.partition).length;
  await deleteRecordsBefore(connection, topics.intents, places[0]?.partition ?? 0, '3');
  expect(await buildIndex(index, system, options)).toEqual({ records: 0 });
  expect(index.count()).toBe(40 - 3);
  expect(inOne).toBeGreaterThan(3);
  await deleteRecordsBefore(connection, topics.intents, places[0]?.partition ?? 0, String(inOne));
  await opened.publish(40, 50);
  expect(await buildIndex(index, system, options)).toEqual({ records: 10 });
  expect(index.count()).toBe(40 - inOne + 10);
  expect(madeAnew).toEqual([]);
});

test('shows how far it reaches, and is removed', async () => {
  await using opened = await openTopics();
  const { auditor, topics, file } = opened;
  const index = ['--index', file('index.sqlite')];
  expect((await auditor.run('index', 'status', ...index)).exitCode).toBe(1);
  await opened.publish(0, 10);
  await auditor.run('index', 'build', ...index);
  await opened.publish(10, 15);
  const { printed } = await auditor.run('index', 'status', ...index);
  expect(printed).toMatch(/^size +0\.\d MiB, 10 places$/m);
  expect(printed).toContain(`${topics.intents}   10 of 15 records, 5 behind`);
  expect((await auditor.run('index', 'build', ...index)).printed).toContain('Indexed 5 records');
  expect((await auditor.run('index', 'build', ...index)).printed).toContain('is up to date');
  expect((await auditor.run('index', 'remove', ...index)).printed).toContain('Removed');
  expect((await auditor.run('index', 'remove', ...index)).printed).toContain('There is no index');
});
