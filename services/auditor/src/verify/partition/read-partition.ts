import type { IncomingRecord, KafkaConnection } from '@orderonce/kafka';
import { readAhead } from '../../kafka/read-ahead.ts';
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
  const { topics } = scope;
  const intents = readSpan(connection, scope, topics.intents, scope.intents);
  // While the intents are judged, the first outcomes are on their way.
  await using outcomes = readAhead(readSpan(connection, scope, topics.outcomes, scope.outcomes));
  for await (const batch of intents) {
    for (const record of batch) audit.takeIntent(ownFields(record));
    onRead(batch.length);
  }
  for await (const batch of outcomes) {
    for (const record of batch) audit.takeOutcome(ownFields(record));
    onRead(batch.length);
  }
  return audit.finish();
}

async function* readSpan(
  connection: KafkaConnection,
  { partition }: PartitionScope,
  topic: string,
  span: OffsetSpan,
): AsyncGenerator<readonly IncomingRecord[]> {
  if (lengthOf(span) === 0) return;
  yield* readPatiently(connection, {
    topic,
    partitions: [partition],
    from: { offsets: new Map([[partition, String(span.begin)]]) },
    until: { offsets: new Map([[partition, String(span.end)]]) },
  });
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
