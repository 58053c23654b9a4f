import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import type { StartRace } from './order-id-start.worker.ts';

const ROUNDS = 3_000;

it('sets a counter once when two threads with different clocks start on it at the same time', async () => {
  const shared = {
    counters: Array.from({ length: ROUNDS }, () => new SharedArrayBuffer(8)),
    arrivals: new SharedArrayBuffer(4),
  };
  const firstIdsAt = async (nowMs: number): Promise<string[]> => {
    const workerData: StartRace = { ...shared, nowMs };
    const worker = new Worker(new URL('./order-id-start.worker.ts', import.meta.url), {
      workerData,
    });
    const [ids] = await once(worker, 'message');
    return ids;
  };
  const [first, second] = await Promise.all([
    firstIdsAt(Date.UTC(2026, 0, 1, 0, 0, 0)),
    firstIdsAt(Date.UTC(2026, 0, 1, 0, 0, 1)),
  ]);
  const pairs = first.map((id, round) => [id, second[round]].sort());
  const eitherSession = [
    ['MOM-5MKP00-000001', 'MOM-5MKP00-000002'],
    ['MOM-5MKP01-000001', 'MOM-5MKP01-000002'],
  ];
  expect(pairs).toHaveLength(ROUNDS);
  for (const pair of pairs) expect(eitherSession).toContainEqual(pair);
}, 30_000);
