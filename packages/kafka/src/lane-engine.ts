import { createBegunWorks } from './begun-works.ts';
import { createLanes } from './lanes.ts';
import type { IncomingRecord, RecordHandler } from './ports.ts';
import { rememberFinished } from './redelivery-memory.ts';
import { createSlots } from './slots.ts';
import type { Limits, Tenure } from './tenure.ts';
import { createTenure, move, pressureChange } from './tenure.ts';
import type { Work } from './work.ts';
import { bytesOf } from './work.ts';

export interface LaneEngineOptions {
  /** Records with the same answer, in one partition, are handled one after the other. */
  readonly laneOf: (record: IncomingRecord) => string;
  /** Whose part of the concurrency a record uses, for instance its account's. Absent: one for all. */
  readonly groupOf?: (record: IncomingRecord) => string;
  readonly handle: RecordHandler;
  /** Handlers at work at once; those that wait without a slot do not count. */
  readonly maxConcurrent: number;
  readonly maxConcurrentPerGroup?: number;
  /** Over all partitions; each has an equal part. */
  readonly limits: Limits;
  /** The partition has its fill (stop fetching it) or has room again. */
  readonly onPressure: (partition: number, change: 'full' | 'free') => void;
  /** The record may stay long: its lane waits without a slot. */
  readonly onParked?: (record: IncomingRecord) => void;
  /** A handler failed, or what it left to be awaited: a defect, or lost infrastructure. Called once. */
  readonly onFailure: (error: unknown) => void;
}

/** What may be committed now; it holds for this epoch only. */
export interface CommitPlan {
  readonly epoch: number;
  /** The offset to commit, by partition. */
  readonly positions: ReadonlyMap<number, number>;
}

/**
 * Handles the records of a partitioned log: serially within a lane, concurrently across lanes; and says how
 * far each partition may be committed. It knows no log, no clock and no timer, so that a simulation
 * drives the same code as Kafka does.
 *
 * Every rebalance takes everything and then gives: `revoke`, then `assign`. After it the log delivers again
 * from the last commit, also on a partition that stays. A record delivered again is handled again, but
 * for two cases, both about the very same record in this process:
 * - it finished: it counts as finished at once;
 * - it is still on its way: its copy waits for it in the lane, and is handled only if it gave up.
 * So no record is ever in two handlers of this process, and an offset moves only for the tenure that
 * delivered it.
 */
export interface LaneEngine {
  /** Begins a new epoch with these partitions. Handlers of all others are told to stop. */
  assign(partitions: Iterable<number>): void;
  /** Begins nothing new; what is on its way goes on and counts, until `assign`. */
  revoke(): void;
  /**
   * Takes records of one partition, in order. False: not taken, the log has to deliver them again, because
   * the partition is not ours or nothing new is begun.
   */
  deliver(partition: number, records: readonly IncomingRecord[]): boolean;
  assignment(): ReadonlySet<number>;
  commitPlan(): CommitPlan;
  /** The log has these positions. */
  committed(plan: CommitPlan): void;
  /**
   * Resolves once no handler is at work and everything handled is safe. `working` leaves out the handlers
   * that wait without a slot, which may take long.
   */
  quiet(scope: 'working' | 'all'): Promise<void>;
  /** Begins nothing ever again and tells all handlers to stop. */
  halt(): void;
}

export function createLaneEngine(options: LaneEngineOptions): LaneEngine {
  const { limits, maxConcurrent, maxConcurrentPerGroup = maxConcurrent } = options;
  const slots = createSlots(maxConcurrent, maxConcurrentPerGroup);
  const lanes = createLanes(slots, begin);
  const begun = createBegunWorks();
  let tenures = new Map<number, Tenure>();
  let share = limits;
  let epoch = 0;
  let isAccepting = false;
  let isHalted = false;
  let working = 0;
  let waiting = 0;
  let quietCalls: { readonly scope: 'working' | 'all'; readonly resolve: () => void }[] = [];

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
    notePressure(tenure);
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
    const lane = lanes.get(`${record.partition}/${options.laneOf(record)}`);
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
    move(null, lane.isParked ? tenure.parked : tenure.live, 1, work.bytes);
    if (lane.isParked) options.onParked?.(record);
    lanes.add(work);
  }

  /** It has a slot now; `next` lets its lane go on. */
  function begin(work: Work, next: () => void) {
    if (isAccepting && !work.tenure.isOver && !isKnown(work)) return run(work, next);
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
    working += 1;
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

  async function callHandler(work: Work) {
    return options.handle(work.record, {
      signal: work.tenure.stay.signal,
      waitWithoutSlot: (wait) => waitWithoutSlot(work, wait),
    });
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
    working -= 1;
    const copy = work.successor;
    if (state === 'finished') conclude(work);
    else leave(work);
    begun.ended(work, tenures.has(work.record.partition));
    if (copy?.state === 'handled') {
      conclude(copy);
      begun.settled(work);
    }
    noteQuiet();
  }

  function conclude(work: Work) {
    work.state = 'finished';
    leave(work);
    if (!work.tenure.isOver) work.tenure.watermark.finish(work.ticket);
  }

  async function waitWithoutSlot<T>(work: Work, wait: () => Promise<T>): Promise<T> {
    if (work.state !== 'running') throw new RangeError('a handler waits for one thing at a time');
    work.state = 'waiting';
    waiting += 1;
    working -= 1;
    park(work);
    slots.give(work.group);
    noteQuiet();
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
    waiting -= 1;
    working += 1;
    unpark(work);
  }

  function park({ record, lane, tenure, bytes }: Work) {
    lane.isParked = true;
    move(tenure.live, tenure.parked, 1, bytes);
    options.onParked?.(record);
    const behind = lane.queue.peek()?.tenure;
    if (behind) move(behind.live, behind.parked, lane.queue.length, lane.queuedBytes);
    for (const queued of lane.queue) options.onParked?.(queued.record);
    notePressure(behind ?? tenure);
  }

  function unpark({ lane, tenure, bytes }: Work) {
    lane.isParked = false;
    move(tenure.parked, tenure.live, 1, bytes);
    const behind = lane.queue.peek()?.tenure;
    if (behind) move(behind.parked, behind.live, lane.queue.length, lane.queuedBytes);
    notePressure(behind ?? tenure);
  }

  function leave({ tenure, bytes }: Work) {
    move(tenure.live, null, 1, bytes);
    notePressure(tenure);
  }

  function notePressure(tenure: Tenure) {
    const change = tenure.isOver ? null : pressureChange(tenure, share);
    if (change === null) return;
    tenure.isFull = change === 'full';
    options.onPressure(tenure.partition, change);
  }

  function noteQuiet() {
    if (working > 0) return;
    const resolved = quietCalls.filter(({ scope }) => scope === 'working' || waiting === 0);
    if (resolved.length === 0) return;
    quietCalls = quietCalls.filter((call) => !resolved.includes(call));
    for (const { resolve } of resolved) resolve();
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
      notePressure(tenure);
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
    quiet: (scope) =>
      new Promise((resolve) => {
        quietCalls.push({ scope, resolve });
        noteQuiet();
      }),
    halt,
  };
}
