import { type ClientOrderId, decimal } from '@orderonce/contracts';
import { integrationConnection } from '@orderonce/kafka/testing';
import { expect, test } from 'vitest';
import { noProgress } from '../command-line/progress.ts';
import { openAuditor } from '../testing/auditor-under-test.ts';
import { scanOrderRecords } from './scan-order-records.ts';
import { placed, verdict } from './testing/order.ts';
import { openPipeline } from './testing/publish.ts';

test('once a record was met, only its partition is read on, in both topics', async () => {
  await using auditor = await openAuditor();
  const connection = integrationConnection();
  const { topics } = auditor;
  await using pipeline = openPipeline(connection, topics);
  const used = new Set<number>();
  for (let at = 1; used.size < 2; at += 1) {
    const clientOrderId = `MOM-1RV4K2-00000${at}-a3f8b2c1` as ClientOrderId;
    const order = { clientOrderId, symbol: `SYM${at}`, quantity: decimal('10') };
    const { partition } = await pipeline.intent(placed(order));
    await pipeline.outcome(verdict('ACCEPTED', { clientOrderId, symbol: `SYM${at}` }));
    used.add(partition);
    const scan = { progress: noProgress, everywhere: false, fewRecords: 0 };
    const records = scanOrderRecords({ connection, topics }, scan);
    const found = await records.recordsOf([clientOrderId]);
    expect(found.map((record) => [record.topic, record.partition])).toEqual([
      [topics.intents, partition],
      [topics.outcomes, partition],
    ]);
    expect(records.looked).toEqual([
      `${topics.intents} partition ${partition}, since 2021-11-20T22:13:58.000Z`,
      `${topics.outcomes} partition ${partition}, since 2021-11-20T22:13:58.000Z`,
    ]);
  }
});
