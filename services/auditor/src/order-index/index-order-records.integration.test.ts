import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { integrationConnection } from '@orderonce/kafka/testing';
import { expect, test } from 'vitest';
import { noProgress } from '../command-line/progress.ts';
import { openAuditor } from '../testing/auditor-under-test.ts';
import { filled, ID, placed, REPLACE_ID, replaced, verdict } from '../trace/testing/order.ts';
import { openPipeline } from '../trace/testing/publish.ts';
import { buildIndex } from './build-index.ts';
import { indexOrderRecords } from './index-order-records.ts';
import { indexTails } from './index-tails.ts';
import { openOrderIndex } from './open-order-index.ts';

test('reads beside the index what it lacks, and leaves the index as it is', async () => {
  await using auditor = await openAuditor();
  const connection = integrationConnection();
  const { topics } = auditor;
  const system = { connection, topics };
  await using pipeline = openPipeline(connection, topics);
  const folder = mkdtempSync(join(tmpdir(), 'index-'));
  using _folder = { [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
  const file = join(folder, 'index.sqlite');
  using index = openOrderIndex(file, { topics });
  await pipeline.intent(placed());
  await pipeline.outcome(verdict('ACCEPTED'));
  await buildIndex(index, system, { progress: noProgress, onMadeAnew: () => {} });
  await pipeline.outcome(filled('10', '10'));
  await pipeline.intent(replaced());

  const options = { progress: noProgress, smallGap: 0 };
  const upTo = await indexTails(index, system, options);
  expect(upTo).toMatchObject({ kind: 'usable', gap: 2 });
  if (upTo.kind !== 'usable') return;
  const records = indexOrderRecords(index, upTo.tails, system, { progress: noProgress, file });
  const found = await records.recordsOf([ID]);
  expect(found.map(({ topic, offset }) => `${topic}/${offset}`).sort()).toEqual([
    `${topics.intents}/0`,
    `${topics.intents}/1`,
    `${topics.outcomes}/0`,
    `${topics.outcomes}/1`,
  ]);
  expect(await records.idsLike({ kind: 'prefix', prefix: 'MOM' })).toEqual([ID, REPLACE_ID]);
  expect(index.count()).toBe(2);
});
