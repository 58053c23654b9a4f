import type { KafkaConnection } from '@orderonce/kafka';
import type { Variables } from '@orderonce/telemetry';
import { inThreads, startThreads, type Threads } from '../../threads/in-threads.ts';
import { readPartition, recordsIn } from '../partition/read-partition.ts';
import type { AuditPartitions } from './audit-one-by-one.ts';

/** For so many partitions; each thread has a connection of its own to the Kafka that the variables name. */
export function startAuditThreads(variables: Variables, partitions: number): Threads {
  return startThreads({
    module: new URL('./audit-worker.ts', import.meta.url),
    // As everywhere, an empty variable is one that is not set.
    workerData: Object.fromEntries(Object.entries(variables).filter(([, value]) => value)),
    jobs: partitions,
  });
}

/** In these threads and in this one. */
export function auditInThreads(connection: KafkaConnection, threads: Threads): AuditPartitions {
  return (scopes, onRead) =>
    inThreads({
      threads,
      // The largest first, so that none of them is left for the end.
      jobs: scopes.toSorted((a, b) => recordsIn(b) - recordsIn(a)),
      here: (scope) => readPartition(connection, scope, onRead),
      onRead,
    });
}
