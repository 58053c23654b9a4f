import { expect, test } from 'vitest';
import type { BrokerReport } from './broker-report.ts';
import { ReportQueue } from './report-queue.ts';

const lost = { kind: 'disconnected', why: 'lost', text: 'cut' } as const;
const connected = { kind: 'connected' } as const;

async function all(queue: ReportQueue): Promise<BrokerReport[]> {
  const reports: BrokerReport[] = [];
  for await (const report of queue.read()) reports.push(report);
  return reports;
}

test('gives out in order what came before and while it is read, up to the end', async () => {
  const queue = new ReportQueue();
  queue.push(connected);
  const read = all(queue);
  await Promise.resolve();
  queue.push({ kind: 'unrecognised', text: 'one' });
  queue.end(lost);
  queue.push({ kind: 'unrecognised', text: 'late' });
  queue.end({ ...lost, text: 'again' });
  expect(await read).toEqual([connected, { kind: 'unrecognised', text: 'one' }, lost]);
});

test('ends when its reader is ten thousand reports behind', async () => {
  const queue = new ReportQueue();
  for (let count = 0; count < 10_002; count++) queue.push(connected);
  const read = await all(queue);
  expect(read).toHaveLength(10_001);
  expect(read.at(-1)).toEqual({
    kind: 'disconnected',
    why: 'lost',
    text: 'the reader is 10000 reports behind',
  });
});
