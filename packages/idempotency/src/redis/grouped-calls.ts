import type { Batch } from '../store/turn-batcher.ts';

/**
 * Runs writes in groups that share something, nearly always one group, and answers in the writes' order. The
 * groups go out together and in order over one connection.
 */
export async function inGroups<Write, Answer extends Batch<unknown>>(
  writes: readonly Write[],
  sharedBy: (write: Write) => string,
  run: (group: readonly Write[]) => Promise<Answer>,
): Promise<Answer> {
  const [begin] = writes;
  const common = begin === undefined ? '' : sharedBy(begin);
  if (writes.every((write) => sharedBy(write) === common)) return run(writes);
  const groups = new Map<string, number[]>();
  for (const [at, write] of writes.entries()) {
    const shared = sharedBy(write);
    const group = groups.get(shared);
    if (group === undefined) groups.set(shared, [at]);
    else group.push(at);
  }
  const places = [...groups.values()];
  const answers = await Promise.all(
    places.map((group) => run(group.flatMap((at) => writes[at] ?? []))),
  );
  const [first] = answers;
  if (first === undefined) throw new Error('there is at least one group');
  const results: unknown[] = [];
  for (const [index, group] of places.entries()) {
    for (const [order, at] of group.entries()) results[at] = answers[index]?.results[order];
  }
  return { ...first, results };
}
