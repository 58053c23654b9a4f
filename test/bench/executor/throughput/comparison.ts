import type { ContenderName } from './contender.ts';

/** One row of the table: the executor, against what, and how much of it must be reached. */
export interface Comparison {
  readonly what: string;
  readonly ours: ContenderName;
  readonly against: ContenderName;
  readonly needs: number;
}

export const COMPARISONS: readonly Comparison[] = [
  {
    what: 'broker answering at once, against a bare eachBatch loop moving the same bytes',
    ours: 'executor',
    against: 'each-batch-loop',
    needs: 0.75,
  },
  {
    what: 'the same, against the usual eachMessage loop',
    ours: 'executor',
    against: 'each-message-loop',
    needs: 6,
  },
  {
    what: 'broker over HTTP answering after 25 ms, 512 at once, against bare undici',
    ours: 'executor-over-http',
    against: 'post-loop',
    needs: 0.5,
  },
];

/** Contenders whose runs alternate, and how many intents or orders each moves in a round. */
export interface Group {
  readonly counts: ReadonlyMap<ContenderName, number>;
  readonly rounds: number;
}

/** `short` measures the same in less than a minute, and is rougher. */
export function groups(isShort: boolean): readonly Group[] {
  const counts = (full: readonly [ContenderName, number][], shortened: number) =>
    new Map(full.map(([name, count]) => [name, isShort ? Math.round(count * shortened) : count]));
  return [
    {
      rounds: isShort ? 5 : 7,
      counts: counts(
        [
          ['executor', 50_000],
          ['each-batch-loop', 50_000],
          ['each-message-loop', 5_000],
        ],
        0.3,
      ),
    },
    {
      rounds: isShort ? 5 : 7,
      counts: counts(
        [
          ['executor-over-http', 20_000],
          ['post-loop', 20_000],
        ],
        0.3,
      ),
    },
  ];
}
