import { parentPort, workerData } from 'node:worker_threads';
import { kafkaConnection, kafkaEnvironment } from '@orderonce/kafka';
import { z } from 'zod';
import { CommandFailure } from '../../command-line/command-failure.ts';
import { readPartition } from '../partition/read-partition.ts';
import type { PartitionScope } from '../scope.ts';
import type { WorkerWord } from './worker-word.ts';

const say = (word: WorkerWord) => parentPort?.postMessage(word);
// The variables were good already, where this thread was started; what else a system has takes long to load.
const connection = kafkaConnection(z.object(kafkaEnvironment).parse(workerData), {
  clientId: 'orderonce-auditor',
});

parentPort?.on('message', async (scope: PartitionScope) => {
  try {
    const onRead = (records: number) => say({ kind: 'read', records });
    say({ kind: 'found', found: await readPartition(connection, scope, onRead) });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    say({ kind: 'failed', text, ...(error instanceof CommandFailure && { code: error.code }) });
  }
});
