import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const NOW_MS = Date.UTC(2026, 5, 1);
const SESSION = (NOW_MS - Date.UTC(2020, 0, 1)) / 1000;
const PROCESS = fileURLToPath(new URL('./order-id-burst.process.ts', import.meta.url));

/** The ids that one process makes, packed, in the order of their places. */
async function burst(threads: number, ids: number, racy = ''): Promise<BigUint64Array> {
  const args = [PROCESS, threads, ids, NOW_MS, SESSION, racy].map(String);
  const options = { encoding: 'buffer', maxBuffer: 1e9 } as const;
  const { stdout } = await promisify(execFile)(process.execPath, args, options);
  return new BigUint64Array(new Uint8Array(stdout).buffer).sort();
}

/** Whether the places in their strategy are 0, 1, 2, … and none is there twice. */
function isUnbroken(sorted: BigUint64Array): boolean {
  return sorted.every((packed, place) => Number(packed >> 32n) === place);
}

function repeats(sorted: BigUint64Array): number {
  return sorted.filter((packed, place) => packed === sorted[place - 1]).length;
}

describe('order ids made in bursts', () => {
  it('never repeat over two million, four threads and two processes of one second', async () => {
    const [first, second] = await Promise.all([burst(4, 450_000), burst(2, 100_000)]);
    expect(isUnbroken(first)).toBe(true);
    expect(isUnbroken(second)).toBe(true);
    const all = new BigUint64Array([...first, ...second]).sort();
    expect(all).toHaveLength(2_000_000);
    expect(repeats(all)).toBe(0);
  }, 60_000);

  it('would be seen to repeat if the counter were not atomic', async () => {
    const racy = await burst(2, 200_000, 'racy');
    expect(racy).toHaveLength(400_000);
    expect(isUnbroken(racy)).toBe(false);
  }, 60_000);
});
