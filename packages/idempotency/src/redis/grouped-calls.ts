import type { Batch } from '../store/turn-batcher.ts';

/**
 * Runs writes in groups that share something, nearly always one group, and answers in the writes' order. The
 * groups go out together and in order over one connection.
 */
export async function inGroups<Write, Answer extends Batch<unknown>>(
  writes: readonly Write[],
  areAlike: (one: Write, other: Write) => boolean,
  run: (group: readonly Write[]) => Promise<Answer>,
): Promise<Answer> {
  const [begin] = writes;
  if (begin === undefined || writes.every((write) => areAlike(begin, write))) return run(writes);
  const groups = groupsOf(writes, areAlike);
  const answers = await Promise.all(
    groups.map((places) => run(places.flatMap((at) => writes[at] ?? []))),
  );
  const [first] = answers;
  if (first === undefined) throw new Error('there is at least one group');
  const results: unknown[] = [];
  for (const [index, places] of groups.entries()) {
    for (const [order, at] of places.entries()) results[at] = answers[index]?.results[order];
  }
  return { ...first, results };
}

/** The places of those that are alike, in the order in which each kind first appears. */
function groupsOf<Write>(
  writes: readonly Write[],
  areAlike: (one: Write, other: Write) => boolean,
): number[][] {
  const groups: { readonly like: Write; readonly places: number[] }[] = [];
  for (const [at, write] of writes.entries()) {
    const group = groups.find(({ like }) => areAlike(like, write));
    if (group === undefined) groups.push({ like: write, places: [at] });
    else group.places.push(at);
  }
  return groups.map(({ places }) => places);
}
