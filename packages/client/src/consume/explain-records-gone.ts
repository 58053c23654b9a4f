import { type KafkaConnection, KafkaFailure, topicOffsets } from '@orderonce/kafka';
import { ClientFailure } from '../client-failure.ts';
import type { OutcomeStore } from './outcome-store.ts';

export interface RecordsGoneContext {
  readonly connection: KafkaConnection;
  readonly topic: string;
  readonly store: OutcomeStore;
  readonly partitions: ReadonlySet<number>;
}

/** Says of a reading that met deleted records where the store stands and what there is; else the error itself. */
export async function explainRecordsGone(
  error: unknown,
  context: RecordsGoneContext,
): Promise<unknown> {
  if (!(error instanceof KafkaFailure) || error.code !== 'RECORDS_GONE') return error;
  try {
    return await explanation(context);
  } catch {
    return error;
  }
}

async function explanation({ connection, topic, store, partitions }: RecordsGoneContext) {
  const [oldest, end] = await Promise.all([
    topicOffsets(connection, topic, 'beginning'),
    topicOffsets(connection, topic, 'end'),
  ]);
  const problems = [];
  for (const partition of partitions) {
    const stands = await store.resume(partition);
    const [first = '0', last = '0'] = [oldest.get(partition), end.get(partition)];
    const isOnLog =
      stands !== null && BigInt(first) <= BigInt(stands) && BigInt(stands) <= BigInt(last);
    if (stands === null || isOnLog) continue;
    const rule = `goes on at ${stands} in the store, and the log has ${first} to ${last}`;
    problems.push({ path: `partition ${partition}`, rule });
  }
  return new ClientFailure(
    'RECORDS_GONE',
    `outcomes of ${topic} are gone that the store never took; it must be built anew, or told where to go on`,
    problems,
  );
}
