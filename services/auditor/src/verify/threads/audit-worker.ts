import { parentPort, workerData } from 'node:worker_threads';
import type { Variables } from '@orderonce/telemetry';
import { CommandFailure } from '../../command-line/command-failure.ts';
import { openSystem } from '../../open-system.ts';
import { readPartition } from '../partition/read-partition.ts';
import type { PartitionScope } from '../scope.ts';
import type { WorkerWord } from './worker-word.ts';

const say = (word: WorkerWord) => parentPort?.postMessage(word);
const clock = { nowMs: Date.now, monotonicMs: () => performance.now() };
const warn = (text: string) => say({ kind: 'warning', text });
const { connection } = openSystem(workerData as Variables, { clock, warn });

parentPort?.on('message', async (scope: PartitionScope) => {
  try {
    const onRead = (records: number) => say({ kind: 'read', records });
    say({ kind: 'found', found: await readPartition(connection, scope, onRead) });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    say({ kind: 'failed', text, ...(error instanceof CommandFailure && { code: error.code }) });
  }
});
