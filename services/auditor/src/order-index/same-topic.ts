import { type KafkaConnection, readRecords } from '@orderonce/kafka';
import type { LogRange } from '../kafka/log-range.ts';
import { fingerprint } from './fingerprint.ts';
import type { IndexProgress } from './order-index.ts';

/**
 * Whether a topic is the one that was indexed. One that was deleted and made anew has the same name; it ends
 * before what was indexed, or other records stand at the indexed places.
 */
export async function isSameTopic(
  connection: KafkaConnection,
  { topic, begin, end }: LogRange,
  progress: ReadonlyMap<number, IndexProgress>,
): Promise<boolean> {
  const known = [...progress];
  if (known.some(([partition, { next }]) => next > Number(end.get(partition) ?? -1))) return false;
  // What retention removed cannot be compared, and does no harm: nothing before it is read any more.
  const comparable = known.flatMap(([partition, { last }]) =>
    last !== null && last.offset >= Number(begin.get(partition) ?? 0)
      ? [{ partition, ...last }]
      : [],
  );
  const records = await readRecords(
    connection,
    comparable.map(({ partition, offset }) => ({ topic, partition, offset: String(offset) })),
  );
  const found = new Map(records.map((record) => [record.partition, fingerprint(record)]));
  return comparable.every((last) => found.get(last.partition) === last.fingerprint);
}
