import { execFile } from 'node:child_process';
import { writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { crc32 } from 'node:zlib';
import { outcomeSchema, parseOrderId, partitionKey, symbolSchema } from '@orderonce/contracts';
import { partitionFor } from '@orderonce/kafka';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openPipeline } from '../harness/pipeline.ts';
import { providePython } from '../python/provide-python.ts';

const EXAMPLE = resolve(import.meta.dirname, '../../../examples/python');

// vitest keeps the console of tests that pass to itself, and this takes a while.
const provided = await providePython(
  {
    name: 'python-client',
    requirements: join(EXAMPLE, 'requirements.txt'),
    modules: ['confluent_kafka', 'jsonschema'],
  },
  (line) => writeSync(2, `${line}\n`),
);
const problem = 'problem' in provided ? provided.problem : null;
const python = 'python' in provided ? provided.python : '';

// The runner lists skipped tests by name, so the name says why.
const name =
  problem === null
    ? 'the example in Python'
    : `the example in Python is not tried (${problem}), and so not that it`;

const printed = z.object({ partition: z.int(), outcome: outcomeSchema });
const PARTITIONS = 3;
const SYMBOLS = ['AAPL', 'MSFT', 'IBM', 'NVDA', 'AMZN', 'TSLA', 'META', 'GOOG', 'ORCL', 'INTC'];

describe.skipIf(problem !== null)(name, () => {
  it('places an order and reads its verdict', async () => {
    await using pipeline = await openPipeline();
    await pipeline.startExecutor();
    for (const symbol of SYMBOLS.slice(0, 3)) {
      const { exitCode, said, partition, outcome } = await placeOrder(pipeline, symbol);
      expect(exitCode).toBe(0);
      expect(partition).toBe(partitionOf(pipeline.accountId, symbol));
      expect(outcome).toMatchObject({
        execType: 'ACCEPTED',
        accountId: pipeline.accountId,
        symbol,
        intent: { partition },
      });
      expect(parseOrderId(outcome.clientOrderId ?? '')).toMatchObject({
        strategyId: 'PYTHON',
        sessionStartMs: expect.closeTo(Date.now(), -5),
        sequence: 1,
        uuidPrefix: outcome.orderUuid?.slice(0, 8),
      });
      expect(said).toBe(
        `${outcome.clientOrderId} is ACCEPTED, the venue's id is ${outcome.brokerOrderId}.\n`,
      );
    }
  }, 90_000);

  it("says what is wrong when the key is placed by librdkafka's own hash", async () => {
    await using pipeline = await openPipeline();
    await pipeline.startExecutor();
    const { accountId } = pipeline;
    const elsewhere = (symbol: string) =>
      crc32(`${accountId}:${symbol}`) % PARTITIONS !== partitionOf(accountId, symbol);
    const symbol = SYMBOLS.find(elsewhere) ?? '';
    const answer = await placeOrder(pipeline, symbol, '--partitioner', 'consistent_random');
    expect(answer.exitCode).toBe(1);
    expect(answer.partition).toBe(crc32(`${accountId}:${symbol}`) % PARTITIONS);
    expect(answer.outcome).toMatchObject({
      execType: 'REFUSED',
      reason: { code: 'WRONG_PARTITION' },
    });
    expect(answer.said).toMatch(
      /is REFUSED: WRONG_PARTITION.*No order was sent.*set partitioner=murmur2_random\.\n$/,
    );
    const { ledger } = await pipeline.history();
    expect(ledger).toEqual([]);
  }, 90_000);

  it('sends nothing that the schema does not allow', async () => {
    await using pipeline = await openPipeline();
    const { exitCode, said, stdout } = await run(pipeline, 'AAPL', '--quantity', '1e400');
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(said).toContain('ValidationError');
  }, 60_000);
});

function partitionOf(accountId: Pipeline['accountId'], symbol: string): number {
  return partitionFor(partitionKey(accountId, symbolSchema.parse(symbol)), PARTITIONS);
}

type Pipeline = Awaited<ReturnType<typeof openPipeline>>;

async function placeOrder(pipeline: Pipeline, symbol: string, ...options: string[]) {
  const { stdout, ...ended } = await run(pipeline, symbol, ...options);
  if (stdout === '') throw new Error(ended.said);
  return { ...ended, ...printed.parse(JSON.parse(stdout)) };
}

function run({ accountId, topicPrefix }: Pipeline, symbol: string, ...options: string[]) {
  const order = ['--symbol', symbol, '--side', 'BUY', '--quantity', '10', '--limit', '178.50'];
  const args = [join(EXAMPLE, 'place_order.py'), '--account', accountId, ...order, ...options];
  const env = { ...process.env, TOPIC_PREFIX: topicPrefix, PYTHONDONTWRITEBYTECODE: '1' };
  return new Promise<{ exitCode: number; stdout: string; said: string }>((done) => {
    execFile(python, args, { env, timeout: 60_000 }, (error, stdout, said) =>
      done({
        exitCode: typeof error?.code === 'number' ? error.code : error ? -1 : 0,
        stdout,
        said,
      }),
    );
  });
}
