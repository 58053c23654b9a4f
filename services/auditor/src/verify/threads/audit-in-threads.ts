import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { KafkaConnection } from '@orderonce/kafka';
import type { Variables } from '@orderonce/telemetry';
import { CommandFailure } from '../../command-line/command-failure.ts';
import type { PartitionFindings } from '../partition/audit-partition.ts';
import { readPartition, recordsIn } from '../partition/read-partition.ts';
import type { PartitionScope } from '../scope.ts';
import type { AuditPartitions } from './audit-one-by-one.ts';
import type { WorkerWord } from './worker-word.ts';

const MOST_THREADS = 8;
/** What is read lives shortly: collected in a large young generation, little of it is ever copied. */
const YOUNG_GENERATION_MB = 96;

/**
 * A thread a core, this one among them: the others take a moment to start. Each of those has a connection of its own
 * to the Kafka that the variables name.
 */
export function auditInThreads(connection: KafkaConnection, variables: Variables): AuditPartitions {
  return (scopes, onRead) => inThreads({ connection, variables }, scopes, onRead);
}

/** Judges one partition after the other. */
type Seat = (scope: PartitionScope) => Promise<PartitionFindings>;

async function* inThreads(
  { connection, variables }: { connection: KafkaConnection; variables: Variables },
  ...[scopes, onRead]: Parameters<AuditPartitions>
): AsyncGenerator<PartitionFindings> {
  // As everywhere, an empty variable is one that is not set.
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value));
  const left = scopes.toSorted((a, b) => recordsIn(b) - recordsIn(a)).values();
  const threads = Math.min(availableParallelism(), MOST_THREADS, scopes.length);
  await using workers = new AsyncDisposableStack();
  const running = new Set<Promise<Ended>>();
  const begin = (seat: Seat) => {
    const { value: scope } = left.next();
    if (scope === undefined) return;
    const ending: Promise<Ended> = seat(scope).then((found) => {
      running.delete(ending);
      return { seat, found };
    });
    running.add(ending);
  };
  for (let at = 1; at < threads; at += 1) {
    const worker = new Worker(new URL('./audit-worker.ts', import.meta.url), {
      workerData: set,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    workers.defer(async () => {
      await worker.terminate();
    });
    begin((scope) => auditOn(worker, scope, onRead));
  }
  begin((scope) => readPartition(connection, scope, onRead));
  while (running.size > 0) {
    const { seat, found } = await Promise.race(running);
    begin(seat);
    yield found;
  }
}

interface Ended {
  readonly seat: Seat;
  readonly found: PartitionFindings;
}

function auditOn(
  worker: Worker,
  scope: PartitionScope,
  onRead: (records: number) => void,
): Promise<PartitionFindings> {
  const { promise, resolve, reject } = Promise.withResolvers<PartitionFindings>();
  const onWord = (word: WorkerWord) => {
    switch (word.kind) {
      case 'read':
        onRead(word.records);
        break;
      case 'found':
        resolve(word.found);
        break;
      case 'failed':
        reject(
          word.code === undefined ? new Error(word.text) : new CommandFailure(word.code, word.text),
        );
        break;
    }
  };
  worker.on('message', onWord).on('error', reject);
  worker.postMessage(scope);
  return promise.finally(() => worker.off('message', onWord).off('error', reject));
}
