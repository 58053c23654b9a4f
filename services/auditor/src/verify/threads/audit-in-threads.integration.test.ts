import { topicNames } from '@orderonce/contracts';
import { createPublisher, deleteRun, ensureTopics } from '@orderonce/kafka';
import { integrationConnection, uniqueName } from '@orderonce/kafka/testing';
import { expect, it } from 'vitest';
import { openScopes } from '../across/open-scopes.ts';
import type { PartitionFindings } from '../partition/audit-partition.ts';
import type { PartitionScope } from '../scope.ts';
import { inShort } from '../testing/audit-day.ts';
import { everyKindOfDay } from '../testing/day.ts';
import { auditInThreads, startAuditThreads } from './audit-in-threads.ts';
import { type AuditPartitions, auditOneByOne } from './audit-one-by-one.ts';

async function allOf(audit: AuditPartitions, scopes: readonly PartitionScope[]) {
  const found: PartitionFindings[] = [];
  let read = 0;
  const onRead = (records: number) => {
    read += records;
  };
  for await (const one of audit(scopes, onRead)) found.push(one);
  return { found, read };
}

it('finds in threads what it finds without, and tells how far it is', async () => {
  const connection = integrationConnection();
  const topics = topicNames(`${uniqueName('verify')}.`);
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => deleteRun(connection, { topics: Object.values(topics), groupIds: [] }));
  const one = { partitions: 1, replicationFactor: 1, config: {} };
  await ensureTopics(
    connection,
    Object.values(topics).map((name) => ({ ...one, name })),
  );
  const publisher = createPublisher(connection);
  cleanup.defer(() => publisher.stop(1_000));
  // Without one answer, so that there is something to find.
  const steps = everyKindOfDay().filter(({ name }) => name !== 'first duplicate');
  for (const { topic, key, value } of steps)
    await publisher.publish({ topic: topics[topic], key, value });

  const executors = { groupId: uniqueName('group'), living: async () => new Set<string>() };
  const options = { settleMs: 0, filter: {}, maxKept: 10, keepsOrders: false };
  const { scopes } = await openScopes({ connection, topics, executors }, options);
  // Twice, so that there is one for this thread and one for another.
  const all = [...scopes.values(), ...scopes.values()];
  const alone = await allOf(auditOneByOne(connection), all);
  await using threads = startAuditThreads(process.env, all.length);
  const audit = auditInThreads(connection, threads);
  const threaded = await allOf(audit, all);
  const shown = [`answers ${topics.intents}/0/1`];
  expect(alone.found.map(inShort)).toEqual([shown, shown]);
  expect(threaded).toEqual(alone);
  expect(alone.read).toBe(2 * steps.length);

  const gone = all.map((scope) => ({ ...scope, topics: topicNames('no-such-prefix.') }));
  await expect(allOf(audit, gone)).rejects.toThrow('there is no topic no-such-prefix.');
});
