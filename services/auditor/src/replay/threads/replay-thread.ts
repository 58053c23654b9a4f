import { workerData } from 'node:worker_threads';
import { kafkaConnection, kafkaEnvironment } from '@orderonce/kafka';
import { z } from 'zod';
import { answerJobs } from '../../threads/answer-jobs.ts';
import { contentGuardOf } from '../guard-settings.ts';
import { readControl } from '../read-aside.ts';
import { type PartitionJob, readPartition } from '../read-partition.ts';
import type { ReplayThread } from './replay-in-threads.ts';

const { topics }: ReplayThread = workerData;
// As everywhere, an empty variable is one that is not set. They were good where this thread was started, and what
// else a system has takes long to load.
const variables = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value));
const connection = kafkaConnection(z.object(kafkaEnvironment).parse(variables), {
  clientId: 'orderonce-auditor',
});
const contentGuard = contentGuardOf(variables);
const reading = readControl({ connection, topics });
// Whoever asks first hears of it.
reading.catch(() => {});

answerJobs(async (job: PartitionJob, onRead) => {
  const means = { connection, history: await reading, contentGuard };
  return await readPartition(means, job, onRead);
});
