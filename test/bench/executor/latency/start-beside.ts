import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningService, startService } from '@orderonce/infra';
import type { openPipeline } from '../../../integration/harness/pipeline.ts';

export type Pipeline = Awaited<ReturnType<typeof openPipeline>>;

/** A process of this bench on a pipeline's topics; dispose of it before the pipeline. */
export type ProcessBeside = RunningService & AsyncDisposable;

const GRACE_MS = 8000;
/** As the pipeline's executors call it, after the prefix. */
const GROUP_ID = 'executor';

/**
 * Starts a folder's `main.ts` in the place of the pipeline's executor; resolves when it is ready.
 *
 * @throws {Error} with its last lines, when it ended before
 */
export async function startBeside(
  pipeline: Pipeline,
  name: 'bare-hop' | 'core-executor',
): Promise<ProcessBeside> {
  const { accountId } = pipeline;
  await using opened = new AsyncDisposableStack();
  const logDirectory = mkdtempSync(join(tmpdir(), 'orderonce-bench-'));
  opened.defer(() => rmSync(logDirectory, { recursive: true, force: true }));
  const service = await startService({
    name,
    entry: `test/bench/executor/latency/${name}/main.ts`,
    logDirectory,
    environment: {
      TOPIC_PREFIX: pipeline.topicPrefix,
      EXECUTOR_GROUP_ID: GROUP_ID,
      ALPACA_BASE_URL: pipeline.simulatorUrl,
      ALPACA_ACCOUNTS: JSON.stringify([{ accountId, keyId: 'test-key', secretKey: 'test-secret' }]),
    },
  });
  opened.defer(async () => {
    await service.stop(GRACE_MS);
  });
  await service.ready;
  const parts = opened.move();
  return { ...service, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

/** The group in which the pipeline's executors work, and which it removes at the end. */
export function groupOf({ topicPrefix }: Pipeline): string {
  return topicPrefix + GROUP_ID;
}
