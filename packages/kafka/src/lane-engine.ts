import { createActivity } from './activity.ts';
import { createBegunWorks } from './begun-works.ts';
import type { CommitPlan, LaneEngine, LaneEngineOptions } from './lane-engine-port.ts';
import { createLanes } from './lanes.ts';
import type { Handled, IncomingRecord } from './ports.ts';
import { rememberFinished } from './redelivery-memory.ts';
import { createSlots } from './slots.ts';
import type { Tenure } from './tenure.ts';
import { createTenure } from './tenure.ts';
import type { Work } from './work.ts';
import { bytesOf } from './work.ts';
import { createWorkload } from './workload.ts';

export function createLaneEngine(options: LaneEngineOptions): LaneEngine {
  const { limits, maxConcurrent, maxConcurrentPerGroup = maxConcurrent } = options;
  const slots = createSlots(maxConcurrent, maxConcurrentPerGroup);
  const lanes = createLanes(slots, begin);
  const begun = createBegunWorks();
  const activity = createActivity();
  const workload = createWorkload({
    share: () => share,
    onPressure: options.onPressure,
    onParked: (record) => options.onParked?.(record),
  });
  let tenures = new Map<number, Tenure>();
  let share = limits;
  let epoch = 0;
  let isAccepting = false;
  let isHalted = false;

  function assign(partitions: Iterable<number>) {
    revoke();
    const previous = tenures;
    tenures = new Map();
    epoch += 1;
    for (const partition of partitions)
      tenures.set(partition, nextTenure(partition, previous.get(partition)));
    for (const [partition, tenure] of previous) {
      endTenure(tenure);
      if (tenures.has(partition)) continue;
      tenure.stay.abort();
      begun.forgetLost(partition);
    }
    const parts = Math.max(1, tenures.size);
    share = {
      records: limits.records / parts,
      bytes: limits.bytes / parts,
      parkedBytes: limits.parkedBytes / parts,
      uncommitted: limits.uncommitted / parts,
    };
    isAccepting = !isHalted;
  }

  function nextTenure(partition: number, before: Tenure | undefined): Tenure {
    if (!before) return createTenure(partition, new AbortController(), null);
    return createTenure(partition, before.stay, rememberFinished(before.watermark, before.memory));
  }

  function endTenure(tenure: Tenure) {
    tenure.isOver = true;
    if (tenure.isFull) options.onPressure(tenure.partition, 'free');
  }

  function revoke() {
    isAccepting = false;
    lanes.dropQueued();
  }

  function deliver(partition: number, records: readonly IncomingRecord[]): boolean {
    const [first] = records;
    let tenure = tenures.get(partition);
    if (!tenure || !isAccepting) return false;
    if (first && Number(first.offset) <= tenure.watermark.head()) {
      // The log went back under us. What comes now is new until it proves to be known.
      lanes.dropQueued(partition);
      endTenure(tenure);
      tenure = nextTenure(partition, tenure);
      tenures.set(partition, tenure);
    }
    try {
      for (const record of records) enqueue(tenure, record);
    } catch (error) {
      fail(error);
      return false;
    }
    begun.forgetPassed(tenure);
    workload.note(tenure);
    return true;
  }

  function enqueue(tenure: Tenure, record: IncomingRecord) {
    const offset = Number(record.offset);
    const ticket = tenure.watermark.deliver(offset, record.logTimeMs);
    if (tenure.memory?.isFinished(offset, record.logTimeMs)) {
      tenure.watermark.finish(ticket);
      return;
    }
    const earlier = begun.find(record);
    const lane = lanes.get(record.partition, options.laneOf(record));
    const work: Work = {
      record,
      lane,
      tenure,
      ticket,
      bytes: bytesOf(record),
      group: options.groupOf?.(record) ?? '',
      state: 'queued',
      earlier,
      successor: null,
    };
    if (earlier) earlier.successor = work;
    workload.enter(work);
    lanes.add(work);
  }

  /** It has a slot now; `next` lets its lane go on. */
  function begin(work: Work, next: () => void) {
    if (isAccepting && !isKnown(work)) return run(work, next);
    slots.give(work.group);
    next();
  }

  /** True when how an earlier delivery of the record ended, or will end, holds for this one too. */
  function isKnown(work: Work): boolean {
    switch (work.earlier?.state) {
      case undefined:
      case 'given-up':
        return false;
      case 'finished':
        conclude(work);
        begun.settled(work.earlier);
        return true;
      case 'handled':
        work.state = 'handled';
        return true;
      case 'queued':
      case 'running':
      case 'waiting':
        // It would still be in front of this one, had it the same lane.
        fail(new RangeError('laneOf gave one record two lanes'));
        return true;
    }
  }

  function run(work: Work, next: () => void) {
    begun.add(work);
    work.state = 'running';
    activity.begins();
    callHandler(work).then(
      ({ committable }) => {
        leaveLane(work, 'handled', next);
        committable.then(() => endRun(work, 'finished'), fail);
      },
      (error: unknown) => {
        const wasTold = isHalted || work.tenure.stay.signal.aborted;
        if (!wasTold) fail(error);
        leaveLane(work, 'given-up', next);
        endRun(work, 'given-up');
      },
    );
  }

  // Not async, which would be another promise and three turns more for each record.
  function callHandler(work: Work): Promise<Handled> {
    try {
      return options.handle(work.record, {
        signal: work.tenure.stay.signal,
        waitWithoutSlot: (wait) => waitWithoutSlot(work, wait),
      });
    } catch (error) {
      return Promise.reject(error);
    }
  }

  function leaveLane(work: Work, state: 'handled' | 'given-up', next: () => void) {
    const hasSlot = work.state === 'running';
    // Else its handler returned without awaiting its own wait.
    if (!hasSlot) endWait(work);
    work.state = state;
    if (hasSlot) slots.give(work.group);
    next();
  }

  function endRun(work: Work, state: 'finished' | 'given-up') {
    const copy = work.successor;
    if (state === 'finished') conclude(work);
    else workload.leave(work);
    begun.ended(work, tenures.has(work.record.partition));
    if (copy?.state === 'handled') {
      conclude(copy);
      begun.settled(work);
    }
    activity.ends();
  }

  function conclude(work: Work) {
    work.state = 'finished';
    workload.leave(work);
    // In a tenure that is over nothing reads its watermark any more.
    work.tenure.watermark.finish(work.ticket);
  }

  async function waitWithoutSlot<T>(work: Work, wait: () => Promise<T>): Promise<T> {
    if (work.state !== 'running') throw new RangeError('a handler waits for one thing at a time');
    work.state = 'waiting';
    workload.park(work);
    slots.give(work.group);
    activity.waits();
    try {
      return await wait();
    } finally {
      await new Promise<void>((resolve) => slots.take(work.group, resolve, 'returning'));
      if (work.state !== 'waiting') slots.give(work.group);
      else {
        endWait(work);
        work.state = 'running';
      }
    }
  }

  function endWait(work: Work) {
    workload.unpark(work);
    activity.goesOn();
  }

  function commitPlan(): CommitPlan {
    const positions = new Map<number, number>();
    for (const { partition, watermark, committed } of tenures.values()) {
      const position = watermark.position();
      if (position !== null && position > (committed ?? -1)) positions.set(partition, position);
    }
    return { epoch, positions };
  }

  function committed(plan: CommitPlan) {
    if (plan.epoch !== epoch) return;
    for (const [partition, position] of plan.positions) {
      const tenure = tenures.get(partition);
      if (!tenure) continue;
      tenure.committed = position;
      tenure.watermark.forgetBefore(position);
      workload.note(tenure);
    }
  }

  function fail(error: unknown) {
    if (isHalted) return;
    halt();
    options.onFailure(error);
  }

  function halt() {
    isHalted = true;
    revoke();
    for (const { stay } of tenures.values()) stay.abort();
  }

  return {
    assign,
    revoke,
    deliver,
    assignment: () => new Set(tenures.keys()),
    commitPlan,
    committed,
    quiet: activity.quiet,
    halt,
  };
}
