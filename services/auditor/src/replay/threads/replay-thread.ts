import { parentPort } from 'node:worker_threads';
import { CommandFailure } from '../../command-line/command-failure.ts';
import { openSystem } from '../../open-system.ts';
import { contentGuardOf } from '../guard-settings.ts';
import { readControl } from '../read-aside.ts';
import { type PartitionJob, readPartition } from '../read-partition.ts';
import type { ReplayWord } from './replay-word.ts';

const say = (word: ReplayWord) => parentPort?.postMessage(word);
const clock = { nowMs: Date.now, monotonicMs: () => performance.now() };
const system = openSystem(process.env, { clock, warn: (text) => process.emitWarning(text) });
const contentGuard = contentGuardOf(process.env);
const reading = readControl(system);
// Whoever asks first hears of it.
reading.catch(() => {});

parentPort?.on('message', async (job: PartitionJob) => {
  try {
    const history = await reading;
    const means = { connection: system.connection, history, contentGuard };
    const onRead = (records: number) => say({ kind: 'read', records });
    say({ kind: 'answer', answer: await readPartition(means, job, onRead) });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    say({ kind: 'failed', text, ...(error instanceof CommandFailure && { code: error.code }) });
  }
});
