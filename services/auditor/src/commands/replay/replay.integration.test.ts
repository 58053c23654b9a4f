import { encodeIntent, partitionKey } from '@orderonce/contracts';
import { intent } from '@orderonce/decisions/testing';
import { createPublisher, ensureTopics, readTopic } from '@orderonce/kafka';
import { integrationConnection } from '@orderonce/kafka/testing';
import { expect, test } from 'vitest';
import { openAuditor } from '../../testing/auditor-under-test.ts';

type Auditor = Awaited<ReturnType<typeof openAuditor>>;

async function publishSome({ topics }: Auditor) {
  const publisher = createPublisher(integrationConnection());
  for (const symbol of ['AAPL', 'MSFT', 'IBM', 'AAPL']) {
    const one = intent({ symbol });
    const key = partitionKey(one.accountId, one.symbol);
    const headers = { 'content-type': 'application/json' };
    await publisher.publish({ topic: topics.intents, key, value: encodeIntent(one), headers });
  }
  await publisher.publish({ topic: topics.intents, key: 'ACC-1:AAPL', value: 'nonsense' });
  await publisher.stop(1000);
}

/** Another topic under the prefix, which goes with it. */
async function openTarget({ topics }: Auditor, partitions: number): Promise<string> {
  const name = `${topics.intents}.rehearsal-${partitions}`;
  const wanted = { name, partitions, replicationFactor: 1, config: {} };
  await ensureTopics(integrationConnection(), [wanted]);
  return name;
}

async function recordsOf(topic: string) {
  const records = [];
  for await (const batch of readTopic(integrationConnection(), {
    topic,
    from: 'beginning',
    until: 'end',
  }))
    records.push(...batch);
  return records;
}

test('writes the intents to another topic, in their partitions, and says where they came from', async () => {
  await using auditor = await openAuditor();
  await publishSome(auditor);
  const into = await openTarget(auditor, 2);
  const { printed, warned, exitCode } = await auditor.run(
    'replay',
    '--into',
    into,
    '--symbol',
    'AAPL',
  );
  expect(warned).toBe('');
  expect(printed).toMatch(/^2 records of \S+orders.intents were written to \S+, 3 left out\.$/m);
  expect(exitCode).toBe(0);
  const copies = await recordsOf(into);
  const originals = await recordsOf(auditor.topics.intents);
  expect(copies).toHaveLength(2);
  for (const { partition, value, headers } of copies) {
    const from = headers['replayed-from'] ?? '';
    const original = originals.find((one) => from.endsWith(`/${one.partition}/${one.offset}`));
    expect(original).toMatchObject({ partition, value });
    expect(headers['content-type']).toBe('application/json');
  }
});

test('never writes to a topic of the system, nor to one of another shape', async () => {
  await using auditor = await openAuditor();
  await publishSome(auditor);
  for (const into of Object.values(auditor.topics)) {
    const refused = await auditor.run('replay', '--into', into);
    expect(refused.warned).toContain(`${into} is a topic of the system itself`);
    expect(refused.exitCode).toBe(1);
  }
  const other = await auditor.run('replay', '--into', await openTarget(auditor, 3));
  expect(other.warned).toContain('has 3 partitions, and must have 2');
  const missing = await auditor.run('replay', '--into', `${auditor.topics.intents}.nowhere`);
  expect(missing.exitCode).toBe(1);
  expect(await recordsOf(auditor.topics.intents)).toHaveLength(5);
});

test('tells what cannot be asked again, and by what', async () => {
  await using auditor = await openAuditor();
  await publishSome(auditor);
  const { printed, warned, exitCode } = await auditor.run('replay', '--twice');
  expect(warned).toBe('');
  expect(printed).toContain('5 intents, 0 outcomes');
  expect(printed).toContain('nothing was told of it yet');
  expect(printed).toContain('Read twice: the same outcome ids and the same state.');
  expect(printed).toContain('No differences.');
  expect(exitCode).toBe(0);
  const { printed: json } = await auditor.run(
    'replay',
    '--json',
    '--from-offset',
    '0:0',
    '--to-offset',
    '0:0',
  );
  expect(JSON.parse(json).findings.intents).toBeLessThanOrEqual(1);
});

test('names every bad option', async () => {
  await using auditor = await openAuditor();
  const bad = await auditor.run('replay', '--speed', '10', '--from-offset', 'x');
  expect(bad.warned).toContain(
    '--from-offset[0] must be a partition and an offset, such as 3:1200',
  );
  const alone = await auditor.run('replay', '--speed', '10');
  expect(alone.warned).toContain('--outcomes, --speed and --rate are for --into');
  expect([bad.exitCode, alone.exitCode]).toEqual([2, 2]);
});
