import type { IncomingRecord, KafkaConnection } from '@orderonce/kafka';
import { readPatiently } from '../../kafka/read-patiently.ts';
import type { OffsetSpan, PartitionScope } from '../scope.ts';
import { PartitionAudit, type PartitionFindings } from './audit-partition.ts';

/** `onRead`: how many records more were taken. */
export async function readPartition(
  connection: KafkaConnection,
  scope: PartitionScope,
  onRead: (records: number) => void,
): Promise<PartitionFindings> {
  const audit = new PartitionAudit(scope);
  const { topics, partition } = scope;
  const parts = [
    {
      topic: topics.intents,
      span: scope.intents,
      take: (record: IncomingRecord) => audit.takeIntent(ownFields(record)),
    },
    {
      topic: topics.outcomes,
      span: scope.outcomes,
      take: (record: IncomingRecord) => audit.takeOutcome(ownFields(record)),
    },
  ];
  for (const { topic, span, take } of parts) {
    if (lengthOf(span) === 0) continue;
    const reading = readPatiently(connection, {
      topic,
      partitions: [partition],
      from: { offsets: new Map([[partition, String(span.begin)]]) },
      until: { offsets: new Map([[partition, String(span.end)]]) },
    });
    for await (const batch of reading) {
      for (const record of batch) take(record);
      onRead(batch.length);
    }
  }
  return audit.finish();
}

export function recordsIn({ intents, outcomes }: PartitionScope): number {
  return lengthOf(intents) + lengthOf(outcomes);
}

const lengthOf = ({ begin, end }: OffsetSpan) => Number(end - begin);

/** A record reads each field anew whenever it is asked for; here all are asked for, most of them several times. */
function ownFields(record: IncomingRecord): IncomingRecord {
  const { topic, partition, offset, key, value, headers, logTimeMs } = record;
  return { topic, partition, offset, key, value, headers, logTimeMs };
}
