import { encodeIntent, partitionKey } from '@orderonce/contracts';
import { expect, it } from 'vitest';
import { judge } from '../../faults/judge/judge.ts';
import { openPipeline } from '../harness/pipeline.ts';
import { publishRaw } from './eventful-day.ts';
import { runOrderonce } from './run-orderonce.ts';

it('a corrected letter becomes one order, however often it is redriven', async () => {
  await using pipeline = await openPipeline();
  const { client, topicPrefix } = pipeline;
  await pipeline.startExecutor();
  const flawed = client.place({ symbol: 'AAPL', side: 'BUY', quantity: '7', orderType: 'MARKET' });
  const key = partitionKey(flawed.accountId, flawed.symbol);
  await publishRaw(pipeline, key, encodeIntent(flawed).replace('"7"', '7'));
  expect(await client.awaitOutcome(flawed.clientOrderId)).toMatchObject({ execType: 'REFUSED' });
  const dlq = (...args: string[]) => runOrderonce(topicPrefix, 'dlq', ...args);
  const { letters } = JSON.parse((await dlq('list', '--json')).stdout);
  expect(letters).toMatchObject([{ offset: '0', clientOrderId: flawed.clientOrderId }]);
  const redrive = ['redrive', '0:0', '--why', 'was a number', '--who', 'ann'];

  const still = await dlq(...redrive, '--as-is');
  expect(still).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('quantity must be') });
  const right = ['--set', 'quantity=7', '--set', 'createdAtMs=now'];
  const first = await dlq(...redrive, ...right);
  expect(first).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('ACCEPTED') });
  const again = await dlq(...redrive, ...right);
  expect(again).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('DUPLICATE') });
  expect(again.stderr).toContain('by ann: was a number');
  const other = await dlq(...redrive, '--set', 'quantity=8');
  expect(other).toMatchObject({ exitCode: 1, stdout: expect.stringContaining('REFUSED again') });

  await pipeline.rest();
  const history = await pipeline.history();
  expect(history.ledger.filter(({ kind }) => kind === 'accepted')).toHaveLength(1);
  expect(judge(history)).toEqual([]);
  expect(await runOrderonce(topicPrefix, 'replay')).toMatchObject({ exitCode: 0 });
}, 90_000);
