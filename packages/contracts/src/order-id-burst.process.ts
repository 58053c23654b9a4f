import { Worker } from 'node:worker_threads';
import type { Burst } from './order-id-burst.worker.ts';

/** A process of a burst: `node order-id-burst.process.ts <threads> <ids per thread> <now> <session> [racy]`. */
const [threads = 0, ids = 0, nowMs = 0, firstSession = 0] = process.argv.slice(2).map(Number);
const shared = {
  ids,
  nowMs,
  firstSession,
  threads,
  counter: new SharedArrayBuffer(8),
  ready: new SharedArrayBuffer(4),
  isRacy: process.argv[6] === 'racy',
} satisfies Burst;

const run = () =>
  new Promise<BigUint64Array>((resolve, reject) => {
    const worker = new Worker(new URL('./order-id-burst.worker.ts', import.meta.url), {
      workerData: shared,
    });
    worker.once('message', resolve);
    worker.once('error', reject);
  });

for (const packed of await Promise.all(Array.from({ length: threads }, run)))
  process.stdout.write(Buffer.from(packed.buffer));
