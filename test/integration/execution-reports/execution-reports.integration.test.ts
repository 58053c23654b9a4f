import { compare, decimal } from '@orderonce/contracts';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { openPipeline } from '../harness/pipeline.ts';
import { reportedAccount } from './reported-account.ts';

const SYMBOLS = ['AAPL', 'MSFT', 'TSLA'] as const;
const FRAME_FAULTS = [
  { fault: 'stream-drop', rate: 0.2 },
  { fault: 'stream-repeat', rate: 0.2 },
  { fault: 'stream-reorder', rate: 0.2 },
  { fault: 'stream-cut', rate: 0.02 },
];

const trackedSchema = z.object({
  positions: z.array(z.object({ symbol: z.string(), quantity: z.string() })),
});

/** The samples of one metric, by what stands in its braces. */
async function metric(url: string | null, name: string): Promise<Record<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const lines = [...text.matchAll(new RegExp(`^${name}{(.*)} (\\S+)$`, 'gm'))];
  return Object.fromEntries(lines.map(([, labels = '', value]) => [labels, Number(value)]));
}

it('has positions equal the ledger’s, whatever becomes of frames and connections', async () => {
  await using pipeline = await openPipeline({ fillDelayMs: 5 });
  await using account = reportedAccount(pipeline);
  const tracker = await pipeline.start('position-tracker', {});
  const reports = await account.startReports({ EXECUTION_REPORTS_STREAMING_POLL_MS: '1000' });
  const [{ url: trackerUrl }, { url }] = [await tracker.ready, await reports.ready];
  const streaming = () => metric(url, 'orderonce_execution_reports_stream_connected');
  await expect
    .poll(streaming, { timeout: 5_000 })
    .toEqual({ [`account_id="${pipeline.accountId}"`]: 1 });

  await account.faults(FRAME_FAULTS);
  const isNew = (id: string) =>
    expect.poll(async () => (await account.call('GET', `/v2/orders/${id}`)).status).toBe('new');
  const ends: string[] = [];
  for (let round = 0; round < 15; round++) {
    await Promise.all(SYMBOLS.map((symbol, index) => account.place(symbol, String(index + 2))));
    const resting = await account.place('AAPL', '5', '1');
    await isNew(resting.brokerOrderId);
    const replacement = await account.replace(resting, '2');
    await isNew(replacement.brokerOrderId);
    await account.call('DELETE', `/v2/orders/${replacement.brokerOrderId}`);
    ends.push(`${resting.intent.clientOrderId}/replaced`);
    ends.push(`${replacement.intent.clientOrderId}/canceled`);
  }
  await account.call('POST', '/v2/orders', {
    ...{ symbol: 'MSFT', qty: '7', side: 'buy', type: 'market', time_in_force: 'gtc' },
    client_order_id: 'by hand',
  });

  await account.untilTold(ends, 15_000);
  const atVenue = async () => (await account.summary()).accounts[0];
  await expect.poll(async () => (await atVenue()).openOrders).toBe(0);
  const { positions } = await atVenue();
  const tracked = async () => {
    const answer = await fetch(`${trackerUrl}/positions`);
    const all = trackedSchema.parse(await answer.json()).positions;
    return Object.fromEntries(all.map(({ symbol, quantity }) => [symbol, quantity]));
  };
  await expect.poll(tracked, { timeout: 5_000 }).toEqual(positions);
  expect(positions).toEqual({ AAPL: '30', MSFT: '52', TSLA: '60' });

  const outcomes = await account.outcomes();
  const ids = outcomes.map(({ outcomeId }) => outcomeId);
  expect(new Set(ids).size).toBe(ids.length);
  const fills = outcomes.filter(({ execType }) => execType === 'TRADE' || execType === 'EXTERNAL');
  expect(fills).toHaveLength((await atVenue()).fills);
  const external = outcomes.filter(({ execType }) => execType === 'EXTERNAL');
  expect(external.at(-1)).toMatchObject({ clientOrderId: 'by hand', cumQty: '7', side: 'BUY' });
  // Of each order as it happened: a gap was closed before what comes after it was told.
  const seen = new Map<string, string>();
  for (const { brokerOrderId = '', cumQty } of fills) {
    expect(compare(decimal(seen.get(brokerOrderId) ?? '0'), cumQty)).toBeLessThan(0);
    seen.set(brokerOrderId, cumQty);
  }
  const { faultsFired } = await account.summary();
  for (const { fault } of FRAME_FAULTS) expect(faultsFired[fault]).toBeGreaterThan(0);
}, 60_000);

it('notices a fill that a healthy stream dropped', async () => {
  await using pipeline = await openPipeline({ fillDelayMs: 5 });
  await using account = reportedAccount(pipeline);
  const reports = await account.startReports({ EXECUTION_REPORTS_STREAMING_POLL_MS: '2000' });
  const { url } = await reports.ready;
  const streaming = () => metric(url, 'orderonce_execution_reports_stream_connected');
  await expect.poll(async () => Object.values(await streaming()), { timeout: 5_000 }).toEqual([1]);
  await account.faults([{ fault: 'stream-drop', rate: 1 }]);
  const { intent } = await account.place('AAPL', '1');
  await account.untilTold([`${intent.clientOrderId}/trade/1`], 5_000);
  expect(Object.values(await streaming())).toEqual([1]);
}, 30_000);

it('is taken over within seconds when the process that reads is killed, and tells nothing twice', async () => {
  await using pipeline = await openPipeline({ fillDelayMs: 5 });
  await using account = reportedAccount(pipeline);
  const processes = [await account.startReports(), await account.startReports()];
  const urls = await Promise.all(processes.map(async ({ ready }) => (await ready).url));
  const isReader = async (index: number) =>
    Object.values(await metric(urls[index] ?? null, 'orderonce_execution_reports_reader'))[0] === 1;
  const readers = async () => [await isReader(0), await isReader(1)];
  await expect
    .poll(async () => (await readers()).toSorted(), { timeout: 5_000 })
    .toEqual([false, true]);
  const before = await account.place('AAPL', '1');
  await account.untilTold([`${before.intent.clientOrderId}/trade/1`], 5_000);

  const live = (await isReader(0)) ? 0 : 1;
  processes[live]?.kill('SIGKILL');
  await processes[live]?.exited;
  const killedMs = performance.now();
  const after = await account.place('AAPL', '1');
  await expect.poll(() => isReader(1 - live), { timeout: 8_000, interval: 50 }).toBe(true);
  expect(performance.now() - killedMs).toBeLessThan(5_000);
  await account.untilTold([`${after.intent.clientOrderId}/trade/1`], 5_000);
  const ids = (await account.outcomes()).map(({ outcomeId }) => outcomeId);
  expect(new Set(ids).size).toBe(ids.length);
}, 30_000);
