import type { IncomingRecord } from './ports.ts';
import type { Tenure } from './tenure.ts';
import type { Work } from './work.ts';

/**
 * The works that were begun and that a redelivered record may still meet: all that are on their way, and
 * those that ended in a tenure that was over, until their record came again or was passed.
 */
export interface BegunWorks {
  add(work: Work): void;
  /** The earlier work on this very record, if it was begun. */
  find(record: IncomingRecord): Work | null;
  /** `work` ended; a redelivered copy may still want to know how. */
  ended(work: Work, isPartitionOurs: boolean): void;
  /** A redelivered copy took over how `work` ended. */
  settled(work: Work): void;
  /** Forgets what the records delivered in this tenure have passed without meeting it. */
  forgetPassed(tenure: Tenure): void;
  /** Forgets what ended on a partition that went to another member. */
  forgetLost(partition: number): void;
}

export function createBegunWorks(): BegunWorks {
  const byPartition = new Map<number, Map<string, Work>>();
  /** Partitions on which something begun before the last rebalance is still remembered. */
  const withLeftovers = new Set<number>();

  const of = (partition: number) => {
    const works = byPartition.get(partition) ?? new Map<string, Work>();
    byPartition.set(partition, works);
    return works;
  };

  function forget(work: Work) {
    const works = of(work.record.partition);
    if (works.get(work.record.offset) === work) works.delete(work.record.offset);
  }

  const isPassed = (work: Work, tenure: Tenure) =>
    Number(work.record.offset) <= tenure.watermark.head() && work.successor?.tenure !== tenure;

  return {
    add(work) {
      of(work.record.partition).set(work.record.offset, work);
    },
    find({ partition, offset, logTimeMs }) {
      const work = byPartition.get(partition)?.get(offset);
      // A topic that was deleted and made anew has other records at the same offsets.
      return work?.record.logTimeMs === logTimeMs ? work : null;
    },
    ended(work, isPartitionOurs) {
      // In a tenure that is not over the watermark remembers it.
      const mayComeAgain = work.state === 'finished' && work.tenure.isOver && isPartitionOurs;
      if (mayComeAgain) withLeftovers.add(work.record.partition);
      else forget(work);
    },
    settled: forget,
    forgetPassed(tenure) {
      if (!withLeftovers.has(tenure.partition)) return;
      let left = 0;
      for (const work of of(tenure.partition).values()) {
        if (work.state !== 'finished' || !work.tenure.isOver) continue;
        if (isPassed(work, tenure)) forget(work);
        else left += 1;
      }
      if (left === 0) withLeftovers.delete(tenure.partition);
    },
    forgetLost(partition) {
      const works = of(partition);
      for (const work of works.values()) if (work.state === 'finished') forget(work);
      if (works.size === 0) byPartition.delete(partition);
      withLeftovers.delete(partition);
    },
  };
}
