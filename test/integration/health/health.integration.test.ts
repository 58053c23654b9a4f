import { expect, it } from 'vitest';
import { openPipeline } from '../harness/pipeline.ts';

it('tells over HTTP that an executor lives, whether it can take intents, and what it did', async () => {
  await using pipeline = await openPipeline();
  const { client } = pipeline;
  const executor = await pipeline.startExecutor();
  const { url } = await executor.ready;
  const get = (path: string) => fetch(`${url}${path}`);
  await expect.poll(async () => (await get('/readyz')).status, { timeout: 10_000 }).toBe(200);

  const intent = client.place({ symbol: 'AAPL', side: 'BUY', quantity: '1', orderType: 'MARKET' });
  await client.publish(intent);
  await client.publish(intent);
  await pipeline.rest();

  expect(await (await get('/healthz')).json()).toEqual({ healthy: true });
  const metrics = await (await get('/metrics')).text();
  for (const line of [
    'orders_placed 1',
    'idempotency_cache_misses 1',
    'idempotency_cache_hits 1',
    'idempotency_duplicate_orders_prevented 1',
    'idempotency_key_generation_duration_ms_count 2',
    'idempotency_duplicate_rate_threshold 0.05',
    'orderonce_outcomes_total{exec_type="ACCEPTED"} 1',
    'orderonce_outcomes_total{exec_type="DUPLICATE"} 1',
    'orderonce_assigned_partitions 3',
    'orderonce_instruments_held 0',
    'orderonce_kill_switches_engaged 0',
    'orderonce_rebuilding 0',
  ])
    expect(metrics.split('\n')).toContain(line);
  expect(metrics).toMatch(/^idempotency_cache_size \d+$/m);
  expect(metrics).toMatch(/^orderonce_control_reading_age_seconds 0\.\d+$/m);
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:/);
}, 60_000);
