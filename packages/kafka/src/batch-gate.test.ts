import { expect, test } from 'vitest';
import type { GroupPosition } from './batch-gate.ts';
import { createBatchGate } from './batch-gate.ts';

/** Brokers that answer with what the test set last. */
function harness(position: GroupPosition | Error) {
  let answer = position;
  const seeks: string[] = [];
  const gone: string[] = [];
  const gate = createBatchGate({
    positions: async (partitions) => {
      if (answer instanceof Error) throw answer;
      const given = answer;
      return new Map(partitions.map((partition) => [partition, given]));
    },
    seek: (partition, offset) => seeks.push(`${partition}@${offset}`),
    onRecordsGone: (partition, from, to) => gone.push(`${partition}: ${from} to ${to}`),
    log: () => {},
  });
  const set = (next: GroupPosition | Error) => {
    answer = next;
  };
  return { gate, set, seeks, gone };
}

test('a batch that begins where the group stands passes, and so does all that follows', async () => {
  const { gate, seeks, gone } = harness({ committed: 100n, logStart: 0n });
  gate.open([0]);
  expect(await gate.admits(0, 100n)).toBe(true);
  gate.passed(0, 200n);
  expect(await gate.admits(0, 200n)).toBe(true);
  expect(seeks).toEqual([]);
  expect(gone).toEqual([]);
});

test('a group that never committed begins at the oldest record', async () => {
  const { gate, gone } = harness({ committed: null, logStart: 7n });
  gate.open([0]);
  expect(await gate.admits(0, 7n)).toBe(true);
  expect(gone).toEqual([]);
});

test('a batch fetched before the rejoin is turned away, and the fetch begins where the group stands', async () => {
  const { gate, seeks } = harness({ committed: 100n, logStart: 0n });
  gate.open([0]);
  expect(await gate.admits(0, 200n)).toBe(false);
  expect(seeks).toEqual(['0@100']);
  expect(await gate.admits(0, 100n)).toBe(true);
});

test('each partition and each epoch has to show its beginning', async () => {
  const { gate } = harness({ committed: 100n, logStart: 0n });
  gate.open([0, 1]);
  expect(await gate.admits(0, 100n)).toBe(true);
  gate.passed(0, 200n);
  expect(await gate.admits(1, 200n)).toBe(false);
  gate.open([0, 1]);
  expect(await gate.admits(0, 200n)).toBe(false);
});

test('a batch behind markers of transactions passes after three fetches from the same place', async () => {
  const { gate, seeks } = harness({ committed: 100n, logStart: 0n });
  gate.open([0]);
  for (let fetch = 0; fetch < 3; fetch += 1) expect(await gate.admits(0, 102n)).toBe(false);
  expect(await gate.admits(0, 102n)).toBe(true);
  expect(seeks).toEqual(['0@100', '0@100', '0@100']);
});

test('a rebalance while the brokers are asked turns the batch away', async () => {
  const { gate } = harness({ committed: 100n, logStart: 0n });
  gate.open([0]);
  const admitted = gate.admits(0, 100n);
  gate.open([0]);
  expect(await admitted).toBe(false);
});

test('while the brokers cannot say where the group stands, nothing passes', async () => {
  const { gate, set } = harness(new Error('no coordinator'));
  gate.open([0]);
  expect(await gate.admits(0, 100n)).toBe(false);
  set({ committed: 100n, logStart: 0n });
  expect(await gate.admits(0, 100n)).toBe(true);
});

test('records deleted before the group handled them are reported, and the rest passes', async () => {
  const { gate, set, gone } = harness({ committed: 100n, logStart: 150n });
  gate.open([0]);
  // kafkajs has put its mark over the commit by the time the batch comes.
  set({ committed: null, logStart: 150n });
  expect(await gate.admits(0, 150n)).toBe(true);
  expect(gone).toEqual(['0: 100 to 150']);
});

test('a gap is harmless unless the log begins behind it', async () => {
  const { gate, set, gone } = harness({ committed: 100n, logStart: 0n });
  gate.open([0]);
  expect(await gate.admits(0, 100n)).toBe(true);
  gate.passed(0, 200n);
  expect(await gate.admits(0, 202n)).toBe(true);
  expect(gone).toEqual([]);
  gate.passed(0, 300n);
  set({ committed: null, logStart: 350n });
  expect(await gate.admits(0, 350n)).toBe(true);
  expect(gone).toEqual(['0: 300 to 350']);
});
