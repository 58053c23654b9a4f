import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  type ClientOrderId,
  decimalSchema,
  encodeOutcome,
  outcomeId,
  outcomeSchema,
  TOPICS,
  topicNames,
} from '@orderonce/contracts';
import {
  createPublisher,
  deleteRun,
  ensureTopics,
  kafkaConnection,
  kafkaEnvironment,
} from '@orderonce/kafka';
import { expect, it, vi } from 'vitest';
import { z } from 'zod';

const GUIDE = join(import.meta.dirname, '../../../docs/guides/reading-outcomes.md');
/** What a run that was killed leaves here is no part of the sources. */
const SCRATCH = join(import.meta.dirname, '../../.orderonce');
const ORDER = 'MOM-1RV4K2-000001-a3f8b2c1' as ClientOrderId;

it("runs the guide's reader as it stands there: each fill once, over a kill", async () => {
  const [, code] = /```ts\n([\s\S]*?)```/.exec(readFileSync(GUIDE, 'utf8')) ?? [];
  if (code === undefined) throw new Error('the guide shows no reader');
  await using topic = await openOutcomes();
  // Inside this package, so that the package's name resolves as it does for a reader.
  mkdirSync(SCRATCH, { recursive: true });
  const folder = mkdtempSync(join(SCRATCH, 'guide-example-'));
  const file = join(folder, 'example.ts');
  writeFileSync(file, code);
  const start = () =>
    spawn(process.execPath, [file], { cwd: folder, env: topic.env, stdio: 'inherit' });
  const fills = (count: number) =>
    vi.waitFor(() => expect(fillsIn(join(folder, 'fills.db'))).toHaveLength(count), {
      timeout: 20_000,
      interval: 50,
    });
  let reader = start();
  try {
    await topic.publish('3', '3', '7');
    await fills(2);
    reader.kill('SIGKILL');
    await once(reader, 'exit');
    await topic.publish('7', '10');
    reader = start();
    await fills(3);
    reader.kill('SIGTERM');
    expect(await once(reader, 'exit')).toEqual([0, null]);
    expect(fillsIn(join(folder, 'fills.db'))).toEqual(
      ['3', '7', '10'].map((quantity) => ({ id: ORDER, symbol: 'AAPL', quantity, price: '178.5' })),
    );
  } finally {
    reader.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  }
}, 60_000);

function fillsIn(file: string) {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database
      .prepare('SELECT * FROM fill')
      .all()
      .map((row) => ({ ...row }));
  } finally {
    database.close();
  }
}

async function openOutcomes() {
  const prefix = `guide-${randomBytes(4).toString('hex')}.`;
  const env = { ...process.env, TOPIC_PREFIX: prefix };
  const connection = kafkaConnection(z.object(kafkaEnvironment).parse(env), { clientId: 'guide' });
  const topic = topicNames(prefix).outcomes;
  const { config } = TOPICS.outcomes;
  await ensureTopics(connection, [{ name: topic, config, partitions: 3, replicationFactor: 1 }]);
  const publisher = createPublisher(connection);
  return {
    env,
    /** A trade for each cumulative quantity. */
    publish: (...quantities: readonly string[]) =>
      Promise.all(
        quantities.map((cumQty) =>
          publisher.publish({ topic, key: 'ACC-1:AAPL', value: encodeOutcome(trade(cumQty)) }),
        ),
      ),
    async [Symbol.asyncDispose]() {
      await publisher.stop(1000);
      const run = { topics: [topic], groupIds: [`${prefix}fills`] };
      await vi.waitFor(() => deleteRun(connection, run), { timeout: 20_000, interval: 500 });
    },
  };
}

function trade(cumQty: string) {
  return outcomeSchema.parse({
    schemaVersion: 1,
    outcomeId: outcomeId.trade(ORDER, decimalSchema.parse(cumQty)),
    clientOrderId: ORDER,
    accountId: 'ACC-1',
    symbol: 'AAPL',
    execType: 'TRADE',
    ordStatus: 'PARTIALLY_FILLED',
    source: 'broker',
    lastQty: cumQty,
    lastPx: '178.5',
    cumQty,
    leavesQty: '90',
    transactTimeMs: Date.now(),
  });
}
