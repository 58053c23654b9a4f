import type { KafkaConnection } from '@orderonce/kafka';
import type { PartitionFindings } from '../partition/audit-partition.ts';
import { readPartition } from '../partition/read-partition.ts';
import type { PartitionScope } from '../scope.ts';

/** Judges partitions; what they tell comes in any order. `onRead`: how many records more were taken. */
export type AuditPartitions = (
  scopes: readonly PartitionScope[],
  onRead: (records: number) => void,
) => AsyncIterable<PartitionFindings>;

/** In this thread. */
export function auditOneByOne(connection: KafkaConnection): AuditPartitions {
  return async function* (scopes, onRead) {
    for (const scope of scopes) yield await readPartition(connection, scope, onRead);
  };
}
