import type { KafkaConnection } from '@orderonce/kafka';
import type { Variables } from '@orderonce/telemetry';
import { inThreads } from '../../threads/in-threads.ts';
import { readPartition, recordsIn } from '../partition/read-partition.ts';
import type { AuditPartitions } from './audit-one-by-one.ts';

/** In several threads; each but this one has a connection of its own to the Kafka that the variables name. */
export function auditInThreads(connection: KafkaConnection, variables: Variables): AuditPartitions {
  // As everywhere, an empty variable is one that is not set.
  const workerData = Object.fromEntries(Object.entries(variables).filter(([, value]) => value));
  return (scopes, onRead) =>
    inThreads({
      // The largest first, so that none of them is left for the end.
      jobs: scopes.toSorted((a, b) => recordsIn(b) - recordsIn(a)),
      worker: new URL('./audit-worker.ts', import.meta.url),
      workerData,
      here: (scope) => readPartition(connection, scope, onRead),
      onRead,
    });
}
