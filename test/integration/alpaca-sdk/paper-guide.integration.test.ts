import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { decimal } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import { openPipeline } from '../harness/pipeline.ts';

const GUIDE = join(import.meta.dirname, '../../../docs/guides/alpaca-paper.md');
/** What a run that was killed leaves here is no part of the sources. */
const SCRATCH = join(import.meta.dirname, '../../.orderonce');

test("runs the guide's first share as it stands there, but for its account", async () => {
  const [, code] = /```ts\n([\s\S]*?)```/.exec(readFileSync(GUIDE, 'utf8')) ?? [];
  if (code === undefined) throw new Error('the guide shows no first share');
  expect(code).toContain("'PAPER-1'");
  const prices = new Map([['AAPL', decimal('100')]]);
  await using pipeline = await openPipeline({ prices, fillDelayMs: 1 });
  await pipeline.startExecutor();

  // Inside this package, so that the package's name resolves as it does for a strategy.
  mkdirSync(SCRATCH, { recursive: true });
  const folder = mkdtempSync(join(SCRATCH, 'first-share-'));
  const file = join(folder, 'first-share.ts');
  writeFileSync(file, code.replace('PAPER-1', pipeline.accountId));
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [file], {
      env: { ...process.env, TOPIC_PREFIX: pipeline.topicPrefix },
    });
    const [placed, canceled] = stdout.split('\n');
    expect(placed).toMatch(/^FIRST-[0-9A-Z]{6}-000001-[0-9a-f]{8} ACCEPTED [0-9a-f-]{36}$/);
    expect(canceled).toMatch(/^FIRST-[0-9A-Z]{6}-000002-[0-9a-f]{8} ACCEPTED$/);
  } finally {
    rmSync(folder, { recursive: true });
  }
  const { ledger } = await pipeline.history();
  const kinds = ledger.map(({ kind }) => kind).filter((kind) => kind !== 'other');
  expect(kinds).toEqual(['post', 'accepted', 'canceled']);
}, 60_000);
