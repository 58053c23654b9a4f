import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createLaneEngine } from './lane-engine.ts';
import type { CommitPlan } from './lane-engine-port.ts';
import type { Handled, IncomingRecord, LaneContext } from './ports.ts';

/**
 * One member on a log in memory, under every order of deliveries, endings, commits and rebalances that
 * fast-check finds. Partitions that are taken away are handled and committed a little further by "another
 * member" before they come back.
 */

const PARTITIONS = 3;
const LANES = 4;
const RECORDS = 25;

type Step =
  | { readonly kind: 'deliver'; readonly partition: number; readonly count: number }
  | { readonly kind: 'end' | 'make-safe' | 'wait' | 'wake' | 'give-up'; readonly which: number }
  | { readonly kind: 'commit' | 'commit-lost' | 'commit-late' | 'revoke' }
  | { readonly kind: 'assign'; readonly owned: readonly number[]; readonly otherDid: number };

const which = { which: fc.nat() };
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('deliver' as const),
      partition: fc.nat(PARTITIONS - 1),
      count: fc.integer({ min: 1, max: 8 }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('end' as const), ...which }) },
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('make-safe' as const), ...which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wait' as const), ...which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('wake' as const), ...which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('give-up' as const), ...which }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'commit' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'commit-lost' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'commit-late' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'revoke' as const }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('assign' as const),
      owned: fc.subarray([0, 1, 2]),
      otherDid: fc.nat(6),
    }),
  },
);

interface Call {
  readonly record: IncomingRecord;
  readonly lane: LaneContext;
  readonly handled: PromiseWithResolvers<Handled>;
  readonly safe: PromiseWithResolvers<void>;
  wait: PromiseWithResolvers<void> | null;
  state: 'at work' | 'waiting' | 'handled' | 'safe' | 'gave up';
}

/** Every third offset or so is missing, as after compaction. */
const log = Array.from({ length: PARTITIONS }, (_, partition) =>
  Array.from({ length: RECORDS }, (_, n): IncomingRecord => {
    const offset = n + Math.floor(n / 3);
    return {
      topic: 't',
      partition,
      offset: String(offset),
      key: Buffer.from(`lane${(n * 7) % LANES}`),
      value: null,
      headers: {},
      logTimeMs: 1_000 + n,
    };
  }),
);

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

async function simulate(steps: readonly Step[]) {
  const calls: Call[] = [];
  /** By partition: what the group committed, which records were made safe by anyone. */
  const committed = log.map(() => 0);
  const safe = log.map(() => new Set<string>());
  const fetchFrom = log.map(() => 0);
  const handled = log.map(() => new Map<string, number>());
  let late: CommitPlan | null = null;
  let epoch = 0;

  const engine = createLaneEngine({
    laneOf: ({ key }) => String(key),
    handle: (record, lane) => {
      const sameLane = calls.find(
        (call) =>
          call.record.partition === record.partition &&
          String(call.record.key) === String(record.key) &&
          (call.state === 'at work' || call.state === 'waiting'),
      );
      // Neither the same record nor another of its lane is at work.
      expect(sameLane).toBeUndefined();
      const working = calls.filter(({ state }) => state === 'at work').length;
      expect(working).toBeLessThan(5);
      const times = handled[record.partition];
      times?.set(record.offset, (times.get(record.offset) ?? 0) + 1);
      const call: Call = {
        record,
        lane,
        handled: Promise.withResolvers(),
        safe: Promise.withResolvers(),
        wait: null,
        state: 'at work',
      };
      calls.push(call);
      return call.handled.promise;
    },
    maxConcurrent: 5,
    limits: { records: 30, bytes: 1_000_000, parkedBytes: 1_000_000_000, uncommitted: 1_000 },
    onPressure: () => {},
    onFailure: (error) => {
      throw error;
    },
  });

  const assign = (owned: readonly number[]) => {
    epoch += 1;
    engine.assign(owned);
    for (const partition of owned) fetchFrom[partition] = committed[partition] ?? 0;
  };
  const commit = (plan: CommitPlan) => {
    expect(plan.epoch).toBe(epoch);
    for (const [partition, position] of plan.positions) {
      expect(position).toBeGreaterThanOrEqual(committed[partition] ?? 0);
      committed[partition] = position;
      for (const { offset } of log[partition] ?? [])
        if (Number(offset) < position) expect(safe[partition]?.has(offset)).toBe(true);
    }
  };
  const pick = (state: Call['state'], which: number) => {
    const found = calls.filter((call) => call.state === state);
    return found[which % Math.max(1, found.length)];
  };
  const makeSafe = (call: Call) => {
    call.state = 'safe';
    safe[call.record.partition]?.add(call.record.offset);
    call.safe.resolve();
  };

  async function take(next: Step) {
    switch (next.kind) {
      case 'deliver': {
        const from = fetchFrom[next.partition] ?? 0;
        const batch = (log[next.partition] ?? [])
          .filter(({ offset }) => Number(offset) >= from)
          .slice(0, next.count);
        const last = batch.at(-1);
        if (last && engine.deliver(next.partition, batch))
          fetchFrom[next.partition] = Number(last.offset) + 1;
        return;
      }
      case 'end': {
        const call = pick('at work', next.which);
        if (!call) return;
        call.state = 'handled';
        call.handled.resolve({ committable: call.safe.promise });
        return;
      }
      case 'make-safe': {
        const call = pick('handled', next.which);
        if (call) makeSafe(call);
        return;
      }
      case 'wait': {
        const call = pick('at work', next.which);
        if (!call) return;
        const wait = Promise.withResolvers<void>();
        call.wait = wait;
        call.state = 'waiting';
        void call.lane
          .waitWithoutSlot(() => wait.promise)
          .then(() => {
            call.state = 'at work';
          });
        return;
      }
      case 'wake':
        pick('waiting', next.which)?.wait?.resolve();
        return;
      case 'give-up': {
        const told = calls.filter(({ state, lane }) => state === 'at work' && lane.signal.aborted);
        const call = told[next.which % Math.max(1, told.length)];
        if (!call) return;
        call.state = 'gave up';
        call.handled.reject(new Error('told to stop'));
        return;
      }
      case 'commit': {
        // One at a time.
        if (late) return;
        const plan = engine.commitPlan();
        commit(plan);
        engine.committed(plan);
        return;
      }
      case 'commit-lost':
        // The broker has it, the answer never came.
        if (!late) commit(engine.commitPlan());
        return;
      case 'commit-late':
        // The broker has it, the answer comes with the next step of this kind.
        if (late) engine.committed(late);
        late = late ? null : engine.commitPlan();
        if (late) commit(late);
        return;
      case 'revoke':
        engine.revoke();
        assign([...engine.assignment()]);
        return;
      case 'assign': {
        const before = engine.assignment();
        engine.revoke();
        await settle();
        for (const [partition, records] of log.entries()) {
          if (before.has(partition)) continue;
          // While it was away somebody else went on from the last commit.
          const open = records.filter(
            ({ offset }) => Number(offset) >= (committed[partition] ?? 0),
          );
          for (const { offset } of open.slice(0, next.otherDid)) {
            safe[partition]?.add(offset);
            committed[partition] = Number(offset) + 1;
          }
        }
        assign(next.owned);
      }
    }
  }

  assign([0, 1, 2]);
  for (const next of steps) {
    await take(next);
    await settle();
  }
  // Then the weather clears: everything is delivered, ends and is committed.
  late = null;
  assign([0, 1, 2]);
  for (let round = 0; round < RECORDS * 20; round += 1) {
    for (const partition of log.keys()) await take({ kind: 'deliver', partition, count: RECORDS });
    for (const kind of ['wake', 'end', 'make-safe'] as const)
      for (let n = 0; n < 20; n += 1) await take({ kind, which: 0 });
    await settle();
    await take({ kind: 'commit' });
    if (log.every((records, partition) => committed[partition] === endOf(records))) break;
  }
  expect(committed).toEqual(log.map(endOf));
  return { handled, safe };
}

const endOf = (records: readonly IncomingRecord[]) => Number(records.at(-1)?.offset) + 1;

test('no record is lost, passed over or in two handlers, and each lane keeps its order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 120, size: 'max' }), async (steps) => {
      const { safe } = await simulate(steps);
      for (const [partition, records] of log.entries())
        expect(safe[partition]?.size).toBe(records.length);
    }),
    { numRuns: 150 },
  );
}, 60_000);

test('without a rebalance every record is handled exactly once', async () => {
  const calm = step.filter(({ kind }) => kind !== 'revoke' && kind !== 'assign');
  await fc.assert(
    fc.asyncProperty(fc.array(calm, { maxLength: 80, size: 'max' }), async (steps) => {
      const { handled } = await simulate(steps);
      for (const times of handled) expect([...times.values()].every((n) => n === 1)).toBe(true);
    }),
    { numRuns: 50 },
  );
}, 60_000);
