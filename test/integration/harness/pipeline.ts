import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createSimulator, type SimulatorOptions } from '@orderonce/broker-simulator';
import { connect, type OrderClient } from '@orderonce/client';
import { accountIdSchema, topicNames } from '@orderonce/contracts';
import { connectRedis, provisionGeneration, redisEnvironment } from '@orderonce/idempotency';
import { ensureOrderTopics, type RunningService, startService } from '@orderonce/infra';
import { groupProgress, kafkaConnection, kafkaEnvironment } from '@orderonce/kafka';
import { z } from 'zod';
import type { History } from '../../faults/judge/history.ts';
import { collectHistory } from '../../faults/run/collect-history.ts';
import { leaveNoTrace } from '../../faults/run/leave-no-trace.ts';

const PARTITIONS = 3;
const GROUP_ID = 'executor';
/** No fill within a test: these tests are about orders. */
const NO_FILLS_MS = 600_000;
const REST_MS = 60_000;
const GRACE_MS = 8000;

/**
 * A venue in this process and topics of its own on the real Kafka and Redis; executors as processes that a
 * test may kill. `await using` ends all of it.
 */
export async function openPipeline(simulatorOptions: Partial<SimulatorOptions> = {}) {
  await using opened = new AsyncDisposableStack();
  const run = randomBytes(4).toString('hex');
  const account = {
    accountId: accountIdSchema.parse(`TEST-${run}`),
    keyId: 'test-key',
    secretKey: 'test-secret',
  };
  const simulator = createSimulator({
    accounts: [account],
    fillDelayMs: NO_FILLS_MS,
    ...simulatorOptions,
  });
  const { url: simulatorUrl } = await simulator.listen();
  opened.defer(() => simulator.close());

  const topicPrefix = `test-${run}.`;
  const variables = { ...process.env, TOPIC_PREFIX: topicPrefix };
  await ensureOrderTopics({ variables, partitions: PARTITIONS });
  const connection = kafkaConnection(z.object(kafkaEnvironment).parse(variables), {
    clientId: 'orderonce-test',
  });
  const groupId = topicPrefix + GROUP_ID;
  const { accountId } = account;
  opened.defer(() =>
    leaveNoTrace({ connection, topicPrefix, groupId, accountIds: [accountId], variables }),
  );
  const client = connect({ strategyId: 'MOM', ...account, environment: variables });
  opened.defer(() => client.stop());
  const redis = await connectRedis(z.object(redisEnvironment).parse(variables));
  await provisionGeneration(redis, accountId);
  redis.disconnect();
  const logDirectory = mkdtempSync(join(tmpdir(), 'orderonce-test-'));
  opened.defer(() => rmSync(logDirectory, { recursive: true, force: true }));

  const services: RunningService[] = [];
  let started = 0;
  opened.defer(async () => {
    await Promise.all(services.map((service) => service.stop(GRACE_MS)));
  });
  const group = { groupId, topic: topicNames(topicPrefix).intents };
  /** A service of this pipeline; resolves when it is ready, or has ended. */
  async function start(service: string, environment: Readonly<Record<string, string>>) {
    // Two that start at once need a log file each.
    started += 1;
    const process = await startService({
      name: `${service}-${started}`,
      entry: `services/${service}/src/main.ts`,
      logDirectory,
      environment: { TOPIC_PREFIX: topicPrefix, ...environment },
    });
    services.push(process);
    // One that is made to die may do so before it is ready.
    await Promise.race([process.ready, process.exited]);
    return process;
  }
  const parts = opened.move();

  return {
    client: client as OrderClient,
    accountId,
    simulatorUrl,
    topicPrefix,
    connection,
    start,
    /** An executor process; resolves when it is ready to take intents. */
    startExecutor: (environment: Readonly<Record<string, string>> = {}) =>
      start('executor', {
        ALPACA_BASE_URL: simulatorUrl,
        ALPACA_ACCOUNTS: JSON.stringify([account]),
        EXECUTOR_GROUP_ID: GROUP_ID,
        // Long enough for a busy machine: after a time-out an executor rightly sends again.
        EXECUTOR_BROKER_TIMEOUT_MS: '2500',
        EXECUTOR_LEASE_MS: '4500',
        EXECUTOR_SESSION_TIMEOUT_MS: '6000',
        BROKER_VISIBILITY_WINDOW_MS: '1000',
        BROKER_REQUESTS_PER_MINUTE: '0',
        ...environment,
      }),
    /** Resolves when every intent is committed. */
    async rest(): Promise<void> {
      const giveUpAtMs = performance.now() + REST_MS;
      while (performance.now() < giveUpAtMs) {
        if ((await groupProgress(connection, group)).isCaughtUp) return;
        await delay(100);
      }
      throw new Error(`intents are left uncommitted after ${REST_MS} ms; see ${logDirectory}`);
    },
    history: (killsMs: readonly number[] = []): Promise<History> =>
      collectHistory({ connection, topicPrefix, groupId, simulatorUrl, killsMs }),
    [Symbol.asyncDispose]: () => parts.disposeAsync(),
  };
}
