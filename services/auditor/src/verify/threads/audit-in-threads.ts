import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Variables } from '@orderonce/telemetry';
import { CommandFailure } from '../../command-line/command-failure.ts';
import type { PartitionFindings } from '../partition/audit-partition.ts';
import { recordsIn } from '../partition/read-partition.ts';
import type { PartitionScope } from '../scope.ts';
import type { AuditPartitions } from './audit-one-by-one.ts';
import type { WorkerWord } from './worker-word.ts';

const MOST_THREADS = 8;
/** What is read lives shortly: collected in a large young generation, little of it is ever copied. */
const YOUNG_GENERATION_MB = 96;

/** A thread a core, each with a connection of its own to the Kafka that the variables name. */
export function auditInThreads(variables: Variables): AuditPartitions {
  return (scopes, onRead) => inThreads(variables, scopes, onRead);
}

async function* inThreads(
  variables: Variables,
  ...[scopes, onRead]: Parameters<AuditPartitions>
): AsyncGenerator<PartitionFindings> {
  // As everywhere, an empty variable is one that is not set.
  const set = Object.fromEntries(Object.entries(variables).filter(([, value]) => value));
  const left = scopes.toSorted((a, b) => recordsIn(b) - recordsIn(a)).values();
  const threads = Math.min(availableParallelism(), MOST_THREADS, scopes.length);
  await using workers = new AsyncDisposableStack();
  const running = new Set<Promise<Ended>>();
  const begin = (worker: Worker) => {
    const { value: scope } = left.next();
    if (scope === undefined) return;
    const ending: Promise<Ended> = auditOn(worker, scope, onRead).then((found) => {
      running.delete(ending);
      return { worker, found };
    });
    running.add(ending);
  };
  for (let at = 0; at < threads; at += 1) {
    const worker = new Worker(new URL('./audit-worker.ts', import.meta.url), {
      workerData: set,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    workers.defer(async () => {
      await worker.terminate();
    });
    begin(worker);
  }
  while (running.size > 0) {
    const { worker, found } = await Promise.race(running);
    begin(worker);
    yield found;
  }
}

interface Ended {
  readonly worker: Worker;
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
