import type { IncomingRecord } from './ports.ts';
import type { Limits, Tenure } from './tenure.ts';
import { move, pressureChange } from './tenure.ts';
import type { Work } from './work.ts';

export interface WorkloadOptions {
  /** Of one partition. */
  readonly share: () => Limits;
  readonly onPressure: (partition: number, change: 'full' | 'free') => void;
  readonly onParked: (record: IncomingRecord) => void;
}

/** How much each partition has lying in this process, and whether that is too much. */
export interface Workload {
  /** It goes into its lane. */
  enter(work: Work): void;
  /** It is over. */
  leave(work: Work): void;
  /** It waits without a slot from now on, and so does all that is behind it in its lane. */
  park(work: Work): void;
  unpark(work: Work): void;
  /** Says so if the partition became full or free. */
  note(tenure: Tenure): void;
}

export function createWorkload({ share, onPressure, onParked }: WorkloadOptions): Workload {
  function note(tenure: Tenure) {
    const change = tenure.isOver ? null : pressureChange(tenure, share());
    if (change === null) return;
    tenure.isFull = change === 'full';
    onPressure(tenure.partition, change);
  }

  /** The works behind have one tenure, and not always that of the work that waits. */
  function moveLane({ lane, tenure, bytes }: Work, from: 'live' | 'parked', to: 'live' | 'parked') {
    move(tenure[from], tenure[to], 1, bytes);
    const behind = lane.queue.peek()?.tenure;
    if (behind) move(behind[from], behind[to], lane.queue.length, lane.queuedBytes);
    note(behind ?? tenure);
  }

  return {
    enter({ lane, tenure, bytes, record }) {
      move(null, lane.isParked ? tenure.parked : tenure.live, 1, bytes);
      if (lane.isParked) onParked(record);
    },
    leave({ tenure, bytes }) {
      move(tenure.live, null, 1, bytes);
      note(tenure);
    },
    park(work) {
      work.lane.isParked = true;
      moveLane(work, 'live', 'parked');
      onParked(work.record);
      for (const { record } of work.lane.queue) onParked(record);
    },
    unpark(work) {
      work.lane.isParked = false;
      moveLane(work, 'parked', 'live');
    },
    note,
  };
}
