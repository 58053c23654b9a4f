import {
  type ControlRecord,
  decodeControl,
  encodeControl,
  holdKey,
  TOPICS,
} from '@orderonce/contracts';
import {
  GLOBAL,
  hold,
  intent,
  killSwitch,
  limits,
  resolution,
  resume,
  resumeRequest,
} from '@orderonce/decisions/testing';
import { createPublisher, type IncomingRecord, readTopic } from '@orderonce/kafka';
import {
  deleteRecordsBefore,
  faultySockets,
  integrationConnection,
  temporaryTopic,
} from '@orderonce/kafka/testing';
import { createLogger } from '@orderonce/telemetry';
import { expect, onTestFinished, test } from 'vitest';
import type { ResolveHeld } from '../control/carry-out-resolutions.ts';
import { openControl } from './open-control.ts';
import { systemClock } from './system-clock.ts';

const connection = integrationConnection();
const placed = intent();
const everyPartition = new Set(Array.from({ length: 12 }, (_, at) => at));
const never = new AbortController().signal;

async function controlTopic(config: Record<string, string> = {}) {
  const topic = await temporaryTopic(connection, {
    config: { ...TOPICS.control.config, ...config },
  });
  const publisher = createPublisher(connection);
  onTestFinished(async () => {
    await publisher.stop(5000);
    await topic[Symbol.asyncDispose]();
  });
  const put = (key: string, value: string | null) =>
    publisher.publish({ topic: topic.name, key, value });
  const say = (record: ControlRecord) => {
    const { key, value } = encodeControl(record);
    return put(key, value);
  };
  async function records(): Promise<IncomingRecord[]> {
    const all: IncomingRecord[] = [];
    const from = 'beginning';
    for await (const batch of readTopic(connection, { topic: topic.name, from, until: 'end' }))
      all.push(...batch);
    return all;
  }
  /** Everything that can be read on the topic now, as "key = what"; oldest first. */
  const readAll = async () =>
    (await records()).map(({ key, value }) => {
      const decoded = decodeControl(key, value);
      const record = decoded.ok ? decoded.record : null;
      const result = record?.kind === 'acknowledgement' ? record.result : record?.kind;
      return `${decoded.key} = ${result ?? 'ended'}`;
    });
  /** The log's time of the last record of a key. */
  const loggedAtMs = async (wanted: string) =>
    (await records()).findLast(({ key }) => String(key) === wanted)?.logTimeMs ?? Number.NaN;
  async function startExecutor(
    executorId: string,
    options: { readonly resolve?: ResolveHeld; readonly connection?: typeof connection } = {},
  ) {
    const own = createPublisher(connection);
    const opened = openControl({
      connection: options.connection ?? connection,
      topics: { control: topic.name },
      publisher: own,
      executorId,
      clock: systemClock,
      log: createLogger({ name: 'executor', level: 'silent' }),
      assignedPartitions: () => everyPartition,
      partitionCount: 12,
      resolve: options.resolve ?? (async () => ({ result: 'done', text: 'settled' })),
    });
    async function stop() {
      await opened.close(1000);
      await own.stop(5000);
    }
    onTestFinished(stop);
    await opened.ready;
    return { ...opened, stop };
  }
  return { topic, put, say, readAll, loggedAtMs, startExecutor };
}

test('two executors obey and acknowledge a kill switch within a second', async () => {
  const { say, readAll, loggedAtMs, startExecutor } = await controlTopic();
  const [a, b] = await Promise.all([startExecutor('a'), startExecutor('b')]);
  // Their publishers connect with the first word that they say.
  await say(limits({ kind: 'account', accountId: 'ACC-1' }));
  await expect.poll(readAll).toContain('acknowledgement/a/change-5 = done');
  await expect.poll(readAll).toContain('acknowledgement/b/change-5 = done');
  expect(a.control.killSwitch(placed)).toBeNull();
  await say(killSwitch(GLOBAL));
  await expect.poll(readAll).toContain('acknowledgement/a/change-1 = done');
  await expect.poll(readAll).toContain('acknowledgement/b/change-1 = done');
  expect(a.control.killSwitch(placed)?.code).toBe('KILL_SWITCH');
  expect(b.control.killSwitch(placed)?.code).toBe('KILL_SWITCH');
  const saidMs = await loggedAtMs('kill-switch/global');
  expect((await loggedAtMs('acknowledgement/a/change-1')) - saidMs).toBeLessThan(1000);
  expect((await loggedAtMs('acknowledgement/b/change-1')) - saidMs).toBeLessThan(1000);
});

test('what people said is known again after a restart, before anything is taken', async () => {
  const { say, readAll, startExecutor } = await controlTopic();
  const before = await startExecutor('a');
  await say(killSwitch(GLOBAL));
  await say(hold(placed));
  await expect.poll(() => before.control.killSwitch(placed)?.code).toBe('KILL_SWITCH');
  await before.stop();
  const after = await startExecutor('c');
  expect(after.control.killSwitch(placed)?.text).toContain('change-1');
  expect(after.control.heldOn(placed.accountId, placed.symbol)).toEqual([placed.clientOrderId]);
  await say(resumeRequest(GLOBAL));
  await say(resume(GLOBAL));
  await expect.poll(() => after.control.killSwitch(placed)).toBeNull();
  await expect.poll(readAll).toContain('acknowledgement/c/change-3 = done');
  expect((await readAll()).filter((line) => line.startsWith('acknowledgement/a'))).toEqual([
    'acknowledgement/a/change-1 = done',
    'acknowledgement/a/change-1 = ended',
  ]);
});

test('compaction changes nothing of what holds', async () => {
  const { say, put, readAll, startExecutor } = await controlTopic({
    'segment.ms': '100',
    'min.cleanable.dirty.ratio': '0.001',
    'max.compaction.lag.ms': '100',
    'delete.retention.ms': '0',
  });
  const ofAccount = { kind: 'account', accountId: 'ACC-1' } as const;
  await say(killSwitch(GLOBAL));
  await say(resumeRequest(GLOBAL));
  await say(resume(GLOBAL));
  await say(hold(placed));
  await put(holdKey(placed.accountId, placed.clientOrderId), null);
  for (let round = 0; round < 5; round += 1)
    await say(limits(ofAccount, { maxQuantity: `${round + 1}` }));
  await say(killSwitch(GLOBAL, 'change-4'));
  await say(resume(GLOBAL, 'change-6'));
  // Only segments that are closed are cleaned: what follows closes the one before it.
  await expect
    .poll(
      async () => {
        await say(limits({ kind: 'strategy', strategyId: 'REV' }));
        return (await readAll()).filter((line) => line.startsWith('limits/account/ACC-1')).length;
      },
      { timeout: 25_000, interval: 500 },
    )
    .toBe(1);
  const { control } = await startExecutor('a');
  expect(control.killSwitch(placed)?.text).toContain('change-4');
  expect(control.limitsOn(placed)).toMatchObject([{ maxQuantity: '5' }]);
  expect(control.heldOn(placed.accountId, placed.symbol)).toEqual([]);
});

test('a resolution is carried out by the owner, ends the hold and is answered', async () => {
  const { say, readAll, startExecutor } = await controlTopic();
  const asked: string[] = [];
  const { control } = await startExecutor('a', {
    resolve: async (_hold, { changeId }) => {
      asked.push(changeId);
      return { result: 'done', text: 'settled' };
    },
  });
  await say(hold(placed));
  await say(resolution(placed));
  await expect.poll(readAll).toContain('acknowledgement/a/change-7 = done');
  await expect.poll(() => control.heldOn(placed.accountId, placed.symbol)).toEqual([]);
  expect(asked).toEqual(['change-7']);
  expect((await readAll()).slice(-2)).toEqual([
    `hold/ACC-1/${placed.clientOrderId} = ended`,
    'acknowledgement/a/change-7 = done',
  ]);
});

test('without the log nothing is fresh after a second, and with it everything soon is', async () => {
  const sockets = faultySockets();
  const { startExecutor } = await controlTopic();
  const shaky = integrationConnection({ socketFactory: sockets.socketFactory });
  const { control, reading } = await startExecutor('a', { connection: shaky });
  await expect.poll(() => control.whenFresh(never)).toBeUndefined();
  sockets.sever();
  await expect.poll(() => reading.isFresh, { timeout: 3000 }).toBe(false);
  const waiting = control.whenFresh(never);
  sockets.restore();
  await waiting;
  expect(control.whenFresh(never)).toBeUndefined();
});

test('an executor that can no longer read the topic has failed', async () => {
  const { topic, say, startExecutor } = await controlTopic({ 'cleanup.policy': 'delete' });
  await say(killSwitch(GLOBAL));
  const sockets = faultySockets();
  const shaky = integrationConnection({ socketFactory: sockets.socketFactory });
  const { failed } = await startExecutor('a', { connection: shaky });
  sockets.sever();
  for (let at = 0; at < 3; at += 1) await say(killSwitch(GLOBAL, `change-${at + 10}`));
  await deleteRecordsBefore(connection, topic.name, 0, '-1');
  sockets.restore();
  await expect(failed).rejects.toMatchObject({ code: 'RECORDS_GONE' });
});
