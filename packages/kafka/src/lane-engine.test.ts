import { expect, test } from 'vitest';
import { createLaneEngine } from './lane-engine.ts';
import type { LaneEngineOptions } from './lane-engine-port.ts';
import type { Handled, IncomingRecord, LaneContext } from './ports.ts';

/** `a1` in lane `a`; the offset is its place in the call. */
function record(text: string, offset: number, partition = 0, logTimeMs = offset): IncomingRecord {
  const key = Buffer.from(text.slice(0, 1));
  const value = Buffer.from(text);
  return { topic: 't', partition, offset: String(offset), key, value, headers: {}, logTimeMs };
}

const records = (texts: string, from = 0) =>
  texts.split(' ').map((text, index) => record(text, from + index));

interface Call {
  readonly text: string;
  readonly lane: LaneContext;
  readonly handled: PromiseWithResolvers<Handled>;
  readonly committable: PromiseWithResolvers<void>;
}

const ROOM = {
  records: 1_000,
  bytes: 1_000_000,
  parkedBytes: 1_000_000,
  uncommitted: 1_000_000,
};

/** An engine whose handlers end when the test says so. */
function harness(options: Partial<LaneEngineOptions> = {}) {
  const calls: Call[] = [];
  const failures: unknown[] = [];
  const pressure: string[] = [];
  const engine = createLaneEngine({
    laneOf: ({ key }) => String(key),
    handle: (record, lane) => {
      const handled = Promise.withResolvers<Handled>();
      const committable = Promise.withResolvers<void>();
      calls.push({ text: String(record.value), lane, handled, committable });
      return handled.promise;
    },
    maxConcurrent: 10,
    limits: ROOM,
    onPressure: (partition, change) => pressure.push(`${partition} ${change}`),
    onFailure: (error) => failures.push(error),
    ...options,
  });
  const begun = () => calls.map(({ text }) => text).join(' ');
  const call = (text: string): Call => {
    const found = calls.findLast((one) => one.text === text);
    if (!found) throw new Error(`${text} was not begun`);
    return found;
  };
  /** The handler returns; what it led to is not safe yet. */
  const handle = async (text: string) => {
    const { handled, committable } = call(text);
    handled.resolve({ committable: committable.promise });
    await settle();
  };
  const makeSafe = async (text: string) => {
    call(text).committable.resolve();
    await settle();
  };
  const finish = async (texts: string) => {
    for (const text of texts.split(' ')) {
      await handle(text);
      await makeSafe(text);
    }
  };
  const giveUp = async (text: string) => {
    call(text).handled.reject(new Error('told to stop'));
    await settle();
  };
  const position = (partition = 0) => engine.commitPlan().positions.get(partition) ?? null;
  return { engine, begun, call, handle, makeSafe, finish, giveUp, position, failures, pressure };
}

/** Lets every promise that is ready run to its end. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

test('one lane goes record by record, lanes go beside each other', async () => {
  const { engine, begun, finish } = harness();
  engine.assign([0]);
  engine.deliver(0, records('a1 a2 b1 b2 a3'));
  expect(begun()).toBe('a1 b1');
  await finish('a1');
  expect(begun()).toBe('a1 b1 a2');
  await finish('b1 a2');
  expect(begun()).toBe('a1 b1 a2 b2 a3');
});

test('the same key in two partitions is two lanes', () => {
  const { engine, begun } = harness();
  engine.assign([0, 1]);
  engine.deliver(0, [record('a1', 0, 0)]);
  engine.deliver(1, [record('a2', 0, 1)]);
  expect(begun()).toBe('a1 a2');
});

test('a lane goes on when its handler returned, the offset waits until all is safe', async () => {
  const { engine, begun, handle, makeSafe, finish, position } = harness();
  engine.assign([0]);
  engine.deliver(0, records('a1 a2'));
  await handle('a1');
  expect(begun()).toBe('a1 a2');
  await finish('a2');
  expect(position()).toBeNull();
  await makeSafe('a1');
  expect(position()).toBe(2);
});

test('an offset is committed only behind the oldest unfinished record', async () => {
  const { engine, finish, position } = harness();
  engine.assign([0]);
  engine.deliver(0, [record('a1', 10), record('b1', 17), record('c1', 30)]);
  await finish('c1');
  expect(position()).toBeNull();
  await finish('a1');
  expect(position()).toBe(11);
  engine.committed(engine.commitPlan());
  expect(position()).toBeNull();
  await finish('b1');
  expect(position()).toBe(31);
});

test('no more handlers work at once than allowed, over all and in each group', () => {
  const { engine, begun } = harness({
    maxConcurrent: 3,
    maxConcurrentPerGroup: 2,
    groupOf: ({ value }) => (String(value).startsWith('z') ? 'other' : 'account'),
  });
  engine.assign([0]);
  engine.deliver(0, records('a1 b1 c1 d1 z1'));
  expect(begun()).toBe('a1 b1 z1');
});

test('two thousand lanes that wait without a slot do not slow one that works', async () => {
  const doubt = Promise.withResolvers<void>();
  const worked: string[] = [];
  const { engine } = harness({
    maxConcurrent: 4,
    limits: { ...ROOM, records: 100 },
    laneOf: ({ value }) => String(value),
    handle: async ({ value }, lane) => {
      const text = String(value);
      if (text.startsWith('doubt')) await lane.waitWithoutSlot(() => doubt.promise);
      worked.push(text);
      return { committable: Promise.resolve() };
    },
  });
  engine.assign([0]);
  for (let n = 0; n < 2_000; n += 1) {
    engine.deliver(0, [record(`doubt${n}`, n)]);
    if (n % 50 === 0) await settle();
  }
  await settle();
  for (let n = 0; n < 500; n += 1) engine.deliver(0, [record(`live${n}`, 2_000 + n)]);
  await engine.quiet('working');
  expect(worked.length).toBe(500);
  expect(worked.every((text) => text.startsWith('live'))).toBe(true);
  expect(engine.commitPlan().positions.size).toBe(0);
  doubt.resolve();
  await engine.quiet('all');
  expect(worked.length).toBe(2_500);
  expect(engine.commitPlan().positions.get(0)).toBe(2_500);
});

test('who waited gets a slot again before it goes on', async () => {
  const { engine, begun, call, finish } = harness({ maxConcurrent: 1 });
  engine.assign([0]);
  engine.deliver(0, records('a1 b1 c1'));
  const wait = Promise.withResolvers<string>();
  let returned = '';
  void call('a1')
    .lane.waitWithoutSlot(() => wait.promise)
    .then((value) => {
      returned = value;
    });
  expect(begun()).toBe('a1 b1');
  wait.resolve('waited');
  await settle();
  expect(returned).toBe('');
  await finish('b1');
  expect(returned).toBe('waited');
  expect(begun()).toBe('a1 b1');
  await finish('a1');
  expect(begun()).toBe('a1 b1 c1');
});

test('a handler that returns without awaiting its wait leaves no slot behind and takes none', async () => {
  const { engine, begun, call, finish } = harness({ maxConcurrent: 1 });
  engine.assign([0]);
  engine.deliver(0, records('a1 b1 c1 d1'));
  const wait = Promise.withResolvers<void>();
  void call('a1').lane.waitWithoutSlot(() => wait.promise);
  await finish('a1');
  wait.resolve();
  await finish('b1');
  expect(begun()).toBe('a1 b1 c1');
  await finish('c1');
  expect(begun()).toBe('a1 b1 c1 d1');
});

test('after a revoke nothing new begins, and what is on its way still counts until the next epoch', async () => {
  const { engine, begun, finish, position } = harness();
  engine.assign([0]);
  engine.deliver(0, records('a1 a2 b1'));
  engine.revoke();
  expect(engine.deliver(0, records('c1', 3))).toBe(false);
  await finish('a1');
  expect(begun()).toBe('a1 b1');
  expect(position()).toBe(1);
});

test('what ends after its epoch moves no offset', async () => {
  const { engine, finish, position } = harness();
  engine.assign([0]);
  engine.deliver(0, records('a1 b1'));
  engine.assign([0]);
  await finish('a1 b1');
  expect(position()).toBeNull();
});

test('a commit of an older epoch is not taken for one of this epoch', async () => {
  const { engine, finish, position } = harness();
  engine.assign([0]);
  engine.deliver(0, records('a1'));
  await finish('a1');
  const stale = engine.commitPlan();
  engine.assign([0]);
  engine.deliver(0, records('a1'));
  engine.committed(stale);
  expect(position()).toBe(1);
});

test('a record on its way is not handled twice when it is delivered again', async () => {
  const { engine, begun, finish, handle, makeSafe, position } = harness();
  engine.assign([0]);
  engine.deliver(0, records('a1 b1 a2'));
  await handle('b1');
  engine.assign([0]);
  engine.deliver(0, records('a1 b1 a2'));
  expect(begun()).toBe('a1 b1');
  await finish('a1');
  expect(begun()).toBe('a1 b1 a2');
  expect(position()).toBe(1);
  await makeSafe('b1');
  await finish('a2');
  expect(position()).toBe(3);
});

test('a record that finished but was not committed is not handled again', async () => {
  const { engine, begun, finish, position } = harness();
  engine.assign([0]);
  engine.deliver(0, records('a1 b1 c1'));
  await finish('b1 c1');
  engine.assign([0]);
  engine.assign([0]);
  engine.deliver(0, records('a1 b1'));
  engine.assign([0]);
  engine.deliver(0, records('a1 b1 c1'));
  expect(begun()).toBe('a1 b1 c1');
  await finish('a1');
  expect(position()).toBe(3);
});

test('how a record ended between two rebalances is still known after the second', async () => {
  const { engine, begun, finish, position } = harness();
  engine.assign([0]);
  engine.deliver(0, records('a1'));
  engine.assign([0]);
  await finish('a1');
  engine.assign([0]);
  engine.deliver(0, records('a1'));
  expect(begun()).toBe('a1');
  expect(position()).toBe(1);
});

test('a record that gave up because its partition went is handled again when it comes back', async () => {
  const { engine, begun, call, giveUp, finish, position, failures } = harness();
  engine.assign([0, 1]);
  engine.deliver(0, records('a1 a2'));
  expect(call('a1').lane.signal.aborted).toBe(false);
  engine.assign([1]);
  expect(call('a1').lane.signal.aborted).toBe(true);
  engine.assign([0, 1]);
  engine.deliver(0, records('a1 a2'));
  expect(begun()).toBe('a1');
  await giveUp('a1');
  expect(begun()).toBe('a1 a1');
  await finish('a1 a2');
  expect(position()).toBe(2);
  expect(failures).toEqual([]);
});

test('a partition that stays does not stop its handlers', () => {
  const { engine, call } = harness();
  engine.assign([0]);
  engine.deliver(0, records('a1'));
  engine.revoke();
  engine.assign([0]);
  expect(call('a1').lane.signal.aborted).toBe(false);
});

test('another record at the same offset is another record', async () => {
  const { engine, begun, finish } = harness();
  engine.assign([0]);
  engine.deliver(0, [record('a1', 0), record('b1', 1)]);
  await finish('b1');
  engine.assign([0]);
  engine.deliver(0, [record('c1', 0, 0, 999), record('d1', 1, 0, 999)]);
  expect(begun()).toBe('a1 b1 c1 d1');
});

test('a log that goes back is followed, and only what is unknown is handled', async () => {
  const { engine, begun, finish, position } = harness();
  engine.assign([0]);
  engine.deliver(0, records('a1 b1 c1', 5));
  await finish('a1 c1');
  engine.deliver(0, [record('z1', 3), record('a1', 5), record('b1', 6), record('c1', 7)]);
  expect(begun()).toBe('a1 b1 c1 z1');
  await finish('b1 z1');
  expect(position()).toBe(8);
});

test('what stood in a lane when the log went back is not handled twice', async () => {
  const { engine, begun, finish, position } = harness();
  engine.assign([0]);
  engine.deliver(0, records('a1 a2', 5));
  engine.deliver(0, [record('z1', 3), record('a1', 5), record('a2', 6)]);
  await finish('a1 a2 z1');
  expect(begun()).toBe('a1 z1 a2');
  expect(position()).toBe(7);
});

test('records of a partition that is not ours are not taken', () => {
  const { engine, begun } = harness();
  expect(engine.deliver(0, records('a1'))).toBe(false);
  engine.assign([1]);
  expect(engine.deliver(0, records('a1'))).toBe(false);
  expect(begun()).toBe('');
  expect(engine.assignment()).toEqual(new Set([1]));
});

test('a partition is full at its part of the limit and free again at half of that', async () => {
  const limits = { ...ROOM, records: 8 };
  const { engine, finish, pressure } = harness({ limits });
  engine.assign([0, 1]);
  engine.deliver(0, records('a1 b1 c1'));
  expect(pressure).toEqual([]);
  engine.deliver(0, records('d1', 3));
  expect(pressure).toEqual(['0 full']);
  await finish('a1');
  expect(pressure).toEqual(['0 full']);
  await finish('b1');
  expect(pressure).toEqual(['0 full', '0 free']);
});

test('bytes and uncommitted records fill a partition too', async () => {
  const bytes = harness({
    limits: { ...ROOM, bytes: 1_000, uncommitted: 1_000 },
  });
  bytes.engine.assign([0]);
  bytes.engine.deliver(0, records('a1 b1'));
  expect(bytes.pressure).toEqual(['0 full']);
  const uncommitted = harness({
    limits: { ...ROOM, uncommitted: 2 },
  });
  uncommitted.engine.assign([0]);
  uncommitted.engine.deliver(0, records('a1 b1'));
  await uncommitted.finish('a1 b1');
  expect(uncommitted.pressure).toEqual(['0 full']);
  uncommitted.engine.committed(uncommitted.engine.commitPlan());
  expect(uncommitted.pressure).toEqual(['0 full', '0 free']);
});

test('what is handled but not safe still counts, so that a slow log slows the fetching', async () => {
  const limits = { ...ROOM, records: 2 };
  const { engine, handle, makeSafe, pressure } = harness({ limits });
  engine.assign([0]);
  engine.deliver(0, records('a1 b1'));
  await handle('a1');
  await handle('b1');
  expect(pressure).toEqual(['0 full']);
  await makeSafe('b1');
  expect(pressure).toEqual(['0 full', '0 free']);
});

test('what lies behind a handler that waits takes no room from the other lanes', async () => {
  const { engine, begun, call, finish, pressure } = harness({ limits: { ...ROOM, records: 4 } });
  engine.assign([0]);
  engine.deliver(0, records('a1 a2 b1'));
  const wait = Promise.withResolvers<void>();
  void call('a1').lane.waitWithoutSlot(() => wait.promise);
  engine.deliver(0, records('a3 a4 a5 a6 a7', 3));
  await finish('b1');
  expect(pressure).toEqual([]);
  engine.deliver(0, records('b2 b3', 8));
  await finish('b2 b3');
  expect(pressure).toEqual([]);
  wait.resolve();
  await settle();
  expect(pressure).toEqual(['0 full']);
  await finish('a1 a2 a3 a4 a5');
  expect(pressure).toEqual(['0 full', '0 free']);
  expect(begun()).toBe('a1 b1 b2 b3 a2 a3 a4 a5 a6');
});

test('what lies behind handlers that wait has a limit of its own', () => {
  const { engine, call, pressure } = harness({ limits: { ...ROOM, parkedBytes: 1_600 } });
  engine.assign([0]);
  engine.deliver(0, records('a1 a2'));
  void call('a1').lane.waitWithoutSlot(() => new Promise(() => {}));
  expect(pressure).toEqual([]);
  engine.deliver(0, records('b1', 2));
  expect(pressure).toEqual([]);
  engine.deliver(0, records('a3 a4', 3));
  expect(pressure).toEqual(['0 full']);
});

test('whoever holds a record is told when it may stay long', () => {
  const parked: string[] = [];
  const { engine, call } = harness({ onParked: ({ value }) => parked.push(String(value)) });
  engine.assign([0]);
  engine.deliver(0, records('a1 a2 b1'));
  expect(parked).toEqual([]);
  void call('a1').lane.waitWithoutSlot(() => new Promise(() => {}));
  expect(parked).toEqual(['a1', 'a2']);
  engine.deliver(0, records('a3 b2', 3));
  expect(parked).toEqual(['a1', 'a2', 'a3']);
});

test('a full partition is free again after a rebalance', () => {
  const limits = { ...ROOM, records: 1 };
  const { engine, pressure } = harness({ limits });
  engine.assign([0]);
  engine.deliver(0, records('a1'));
  engine.assign([1]);
  expect(pressure).toEqual(['0 full', '0 free']);
});

test('a handler that fails stops everything, and its offset stays where it is', async () => {
  const { engine, begun, call, finish, position, failures } = harness();
  engine.assign([0]);
  engine.deliver(0, records('a1 b1 b2'));
  const defect = new TypeError('a defect');
  call('b1').handled.reject(defect);
  await settle();
  expect(failures).toEqual([defect]);
  expect(call('a1').lane.signal.aborted).toBe(true);
  await finish('a1');
  expect(position()).toBe(1);
  expect(engine.deliver(0, records('c1', 3))).toBe(false);
  expect(begun()).toBe('a1 b1');
});

test('a handler that throws before its first await fails the same way', async () => {
  const defect = new RangeError('at once');
  const { engine, failures } = harness({
    handle: () => {
      throw defect;
    },
  });
  engine.assign([0]);
  engine.deliver(0, records('a1'));
  await settle();
  expect(failures).toEqual([defect]);
});

test('what a record led to and could not be made safe is a failure too', async () => {
  const { engine, call, handle, position, failures } = harness();
  engine.assign([0]);
  engine.deliver(0, records('a1'));
  await handle('a1');
  const lost = new Error('the publisher stopped');
  call('a1').committable.reject(lost);
  await settle();
  expect(failures).toEqual([lost]);
  expect(position()).toBeNull();
});

test('a lane name that cannot be told is a failure, and nothing is skipped', async () => {
  const { engine, position, failures } = harness({
    laneOf: () => {
      throw new TypeError('no lane');
    },
  });
  engine.assign([0]);
  expect(engine.deliver(0, records('a1'))).toBe(false);
  expect(failures).toHaveLength(1);
  expect(position()).toBeNull();
});

test('quiet comes when nothing works any more, with or without those that wait', async () => {
  const { engine, call, handle, makeSafe, finish } = harness();
  engine.assign([0]);
  engine.deliver(0, records('a1 b1'));
  const wait = Promise.withResolvers<void>();
  void call('a1').lane.waitWithoutSlot(() => wait.promise);
  const quiet: string[] = [];
  void engine.quiet('working').then(() => quiet.push('working'));
  void engine.quiet('all').then(() => quiet.push('all'));
  await handle('b1');
  expect(quiet).toEqual([]);
  await makeSafe('b1');
  expect(quiet).toEqual(['working']);
  wait.resolve();
  await settle();
  await finish('a1');
  expect(quiet).toEqual(['working', 'all']);
});
