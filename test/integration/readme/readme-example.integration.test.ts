import { execFile } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { openPipeline } from '../harness/pipeline.ts';

const README = join(import.meta.dirname, '../../../README.md');

it("runs the README's strategy as it stands there, but for its account", async () => {
  const [, code] = /```ts\n([\s\S]*?)```/.exec(readFileSync(README, 'utf8')) ?? [];
  if (code === undefined) throw new Error('the README shows no strategy');
  expect(code).toContain("'PAPER-1'");
  await using pipeline = await openPipeline();
  await pipeline.startExecutor();

  // Beside this test, so that the package's name resolves as it does for a strategy.
  const file = join(import.meta.dirname, `example-${process.pid}.ts`);
  writeFileSync(file, code.replace('PAPER-1', pipeline.accountId));
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [file], {
      env: { ...process.env, TOPIC_PREFIX: pipeline.topicPrefix },
    });
    expect(stdout).toMatch(/^MOM-[0-9A-Z]{6}-000001-[0-9a-f]{8} ACCEPTED [0-9a-f-]{36}\n$/);
  } finally {
    rmSync(file);
  }
}, 60_000);
