import { randomBytes } from 'node:crypto';
import { topicNames } from '@orderonce/contracts';
import {
  ensureOrderTopics,
  freePorts,
  type RunningService,
  startService,
  startStack,
} from '@orderonce/infra';
import { kafkaConnection, kafkaEnvironment } from '@orderonce/kafka';
import { z } from 'zod';
import { collectHistory } from '../../faults/run/collect-history.ts';
import { leaveNoTrace } from '../../faults/run/leave-no-trace.ts';
import { type Audit, auditRun } from './audit-run.ts';
import {
  accountIds,
  executionReports,
  executor,
  GROUP_ID,
  positionTracker,
  type Role,
  strategies,
  venue,
} from './cast.ts';
import { type Figures, figuresOf } from './figures.ts';
import type { DemoOptions } from './options.ts';
import type { createProgress } from './progress.ts';
import { readTrackedPositions, watchUntilRest } from './watch.ts';

export interface DemoResult {
  readonly figures: Figures;
  readonly audit: Audit;
  readonly logFolder: string;
}

/** The share of the orders after which one executor is killed. */
const KILL_AT = 0.4;
const GRACE_MS = 8000;

/**
 * Runs the whole pipeline on a real Kafka and Redis, kills an executor in the middle, waits until nothing
 * moves any more, and asks the witnesses. Everything that it started is gone when it returns or throws, which it
 * does soon after `signal` is aborted.
 */
export async function runDemo(
  options: DemoOptions,
  progress: ReturnType<typeof createProgress>,
  signal: AbortSignal,
): Promise<DemoResult> {
  await using cleanup = new AsyncDisposableStack();
  const stack = await startStack({ say: progress.note });
  cleanup.defer(() => stack.stop());
  for (const line of stack.description) progress.note(`  ${line}`);

  const runName = randomBytes(3).toString('hex').toUpperCase();
  const topicPrefix = `demo-${runName}.`;
  const shared = { ...stack.environment, TOPIC_PREFIX: topicPrefix };
  const connection = kafkaConnection(z.object(kafkaEnvironment).parse(shared), {
    clientId: 'orderonce-demo',
  });
  const groupId = topicPrefix + GROUP_ID;
  await ensureOrderTopics({ variables: shared });
  const [simulatorPort = 0, trackerPort = 0] = await freePorts(2);
  const stage = { shared, simulatorPort, trackerPort, runName };
  cleanup.defer(() =>
    leaveNoTrace({
      connection,
      topicPrefix,
      groupId,
      accountIds: accountIds(stage),
      variables: shared,
    }),
  );
  const simulatorUrl = `http://127.0.0.1:${simulatorPort}`;
  const trackerUrl = `http://127.0.0.1:${trackerPort}`;

  const start = async ({ name, entry, environment }: Role): Promise<RunningService> => {
    const logDirectory = stack.logFolder;
    const service = await startService({ name, entry, environment, logDirectory });
    cleanup.defer(async () => {
      await service.stop(GRACE_MS);
    });
    return service;
  };
  const begin = async (roles: readonly Role[]) => {
    const services = await Promise.all(roles.map(start));
    await Promise.all(services.map((service) => service.ready));
    signal.throwIfAborted();
    return services;
  };

  progress.note('Starting the venue, two executors, execution reports and the position tracker …');
  await begin([venue(stage, options)]);
  const [, , doomed] = await begin([
    executionReports(stage),
    positionTracker(stage),
    executor(stage, 'executor-1'),
    executor(stage, 'executor-2'),
  ]);
  const beganMs = Date.now();
  const killsMs: number[] = [];
  let isKilled = false;
  const running = await begin(strategies(stage, options));
  await watchUntilRest(
    {
      signal,
      connection,
      intentsTopic: topicNames(topicPrefix).intents,
      groupId,
      simulatorUrl,
      trackerUrl,
      wanted: options.intents,
      show: progress.show,
      onOrders(orders) {
        if (isKilled || orders < options.intents * KILL_AT) return;
        isKilled = true;
        doomed?.kill('SIGKILL');
        // Until it is really gone it may go on sending; what it sent then is rightly sent again.
        doomed?.exited.then(() => killsMs.push(Date.now()));
        progress.note(
          `  executor-1 is killed (SIGKILL) after ${orders} orders; executor-2 takes over`,
        );
      },
    },
    Promise.all(running.map(endedWell)),
  );
  progress.end();
  const history = await collectHistory({
    connection,
    topicPrefix,
    groupId,
    simulatorUrl,
    killsMs,
  });
  const durationMs = Date.now() - beganMs;
  const tracked = await readTrackedPositions(trackerUrl);
  progress.note('Everything rests. Asking the auditor …');
  const environment = { ...shared, EXECUTOR_GROUP_ID: GROUP_ID };
  const isColoured = process.stdout.isTTY;
  const audit = await auditRun({ history, environment, trackerUrl, isColoured }, signal);
  signal.throwIfAborted();
  const figures = figuresOf(history, tracked, audit, durationMs);
  return { figures, audit, logFolder: stack.logFolder };
}

async function endedWell(strategy: RunningService): Promise<void> {
  const { code, signal } = await strategy.exited;
  if (code !== 0)
    throw new Error(`${strategy.name} ended with ${code ?? signal}; see ${strategy.logFile}`);
}
