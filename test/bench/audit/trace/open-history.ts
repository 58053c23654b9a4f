import { randomBytes } from 'node:crypto';
import { topicNames } from '@orderonce/contracts';
import { deleteRun, kafkaConnection, kafkaEnvironment } from '@orderonce/kafka';
import { z } from 'zod';
import { spanMsOf } from '../history/history-records.ts';
import { writeHistory } from '../history/write-history.ts';

const PARTITIONS = 12;
const SAY_EVERY = 500_000;

/** A made-up trading day that ends now, on topics of its own, which are deleted at the end. */
export async function openHistory(events: number, seed: number) {
  await using opened = new AsyncDisposableStack();
  const prefix = `bench-${randomBytes(4).toString('hex')}.`;
  const topics = topicNames(prefix);
  const connection = kafkaConnection(z.object(kafkaEnvironment).parse(process.env), {
    clientId: 'orderonce-bench',
  });
  opened.defer(() => deleteRun(connection, { topics: Object.values(topics), groupIds: [] }));
  let sayAt = SAY_EVERY;
  const startMs = Date.now() - spanMsOf(events);
  const options = { seed, events, partitions: PARTITIONS, startMs, topics };
  const written = await writeHistory(connection, options, (count) => {
    if (count < sayAt) return;
    process.stderr.write(`${count} of ${events} events written\n`);
    sayAt += SAY_EVERY;
  });
  const parts = opened.move();
  return { prefix, ...written, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}
