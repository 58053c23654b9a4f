import { workerData } from 'node:worker_threads';
import { kafkaConnection, kafkaEnvironment } from '@orderonce/kafka';
import { z } from 'zod';
import { answerJobs } from '../../threads/answer-jobs.ts';
import { readPartition } from '../partition/read-partition.ts';
import type { PartitionScope } from '../scope.ts';

// The variables were good already, where this thread was started; what else a system has takes long to load.
const connection = kafkaConnection(z.object(kafkaEnvironment).parse(workerData), {
  clientId: 'orderonce-auditor',
});

answerJobs((scope: PartitionScope, onRead) => readPartition(connection, scope, onRead));
