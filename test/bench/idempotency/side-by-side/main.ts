import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { connectRedis } from '@orderonce/idempotency';
import { Redis } from 'ioredis';
import { orderonce } from './orderonce.ts';
import { powertools } from './powertools.ts';
import { scenarios } from './scenarios.ts';
import { setNxLoop } from './set-nx-loop.ts';

// Counts broker calls of three ways to guard an order, on the same scenarios and the same Redis (REDIS_URL).
// `--write` puts the table into the package's README.
const url = process.env['REDIS_URL'] ?? 'redis://127.0.0.1:6379';
const plain = new Redis(url);
const ours = await connectRedis({ REDIS_URL: url });
const run = randomBytes(4).toString('hex');
// The keys are made anew for each cell: a missing key is one key for all who miss it.
const contenders = (cell: string) => [
  orderonce(ours, `SIDE-${run}-${cell}`, 'degrade'),
  orderonce(ours, `SIDE-${run}-${cell}`, 'halt'),
  powertools(plain, `side:${run}:${cell}:`),
  setNxLoop(plain, `side:${run}:${cell}:`),
];

const rows: string[][] = [];
for (const [row, scenario] of scenarios.entries()) {
  const order = { id: `order-${row}`, symbol: 'AAPL', quantity: 100 };
  const cells = contenders(String(row)).map(async (contender) => {
    try {
      return String(await scenario.run(contender, order));
    } catch (error) {
      return error instanceof Error ? error.name : 'threw';
    }
  });
  rows.push([scenario.name, scenario.right, ...(await Promise.all(cells))]);
}
await removeKeys();
plain.disconnect();
ours.disconnect();

const header = ['scenario', 'right', ...contenders('').map(({ name }) => name)];
const table = [header, header.map(() => '---'), ...rows]
  .map((cells) => `| ${cells.join(' | ')} |`)
  .join('\n');
console.log(table);
if (process.argv.includes('--write')) await writeIntoReadme(table);

async function removeKeys(): Promise<void> {
  for (const pattern of [`side:${run}:*`, `once:{SIDE-${run}-*`]) {
    for await (const keys of plain.scanStream({ match: pattern, count: 1000 })) {
      if (keys.length > 0) await plain.unlink(...keys);
    }
  }
}

async function writeIntoReadme(text: string): Promise<void> {
  const readme = new URL('../../../../packages/idempotency/README.md', import.meta.url);
  const before = await readFile(readme, 'utf8');
  const between = /(<!-- side-by-side -->\n)[\s\S]*?(<!-- \/side-by-side -->)/;
  if (!between.test(before)) throw new Error('the README has no place for the table');
  await writeFile(readme, before.replace(between, `$1\n${text}\n\n$2`));
}
