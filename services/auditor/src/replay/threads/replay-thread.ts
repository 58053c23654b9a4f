import { openSystem } from '../../open-system.ts';
import { answerJobs } from '../../threads/answer-jobs.ts';
import { contentGuardOf } from '../guard-settings.ts';
import { readControl } from '../read-aside.ts';
import { type PartitionJob, readPartition } from '../read-partition.ts';

const clock = { nowMs: Date.now, monotonicMs: () => performance.now() };
const system = openSystem(process.env, { clock, warn: (text) => process.emitWarning(text) });
const contentGuard = contentGuardOf(process.env);
const reading = readControl(system);
// Whoever asks first hears of it.
reading.catch(() => {});

answerJobs(async (job: PartitionJob, onRead) => {
  const means = { connection: system.connection, history: await reading, contentGuard };
  return await readPartition(means, job, onRead);
});
