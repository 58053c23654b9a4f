import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createChainWriter } from './record-chain.ts';
import { CHAIN_HEADER } from './record-chain-link.ts';
import { type ChainProblem, chainProblemText } from './record-chain-problem.ts';
import { type ChainedRecord, createChainReader } from './record-chain-reader.ts';

type Written = Omit<ChainedRecord, 'offset'> & { readonly key: Buffer; readonly value: Buffer };

/** What `count` records of one writer look like on the log. */
function recordsOf(writerId: string, count: number): Written[] {
  const writer = createChainWriter(writerId);
  return Array.from({ length: count }, (_, index) => {
    const record = {
      key: 'ACC-1:AAPL',
      value: `{"from":"${writerId}","at":${index}}`,
      headers: { traceparent: `00-${index}` },
    };
    return {
      key: Buffer.from(record.key),
      value: Buffer.from(record.value),
      headers: { ...record.headers, [CHAIN_HEADER]: writer.link(record) },
    };
  });
}

function problemsOf(
  log: readonly Written[],
  { isFromStart = true, first = 0 } = {},
): ChainProblem[] {
  const reader = createChainReader({ isFromStart });
  return log
    .map((record, index) => reader.take({ ...record, offset: String(first + index) }))
    .filter((problem) => problem !== null);
}

const kindsAndOffsets = (log: readonly Written[], how = {}) =>
  problemsOf(log, how).map(({ kind, offset }) => `${kind} ${offset}`);

/** Records of one writer by their numbers, in this order. */
function written(...numbers: number[]): Written[] {
  const all = recordsOf('w', Math.max(...numbers));
  return numbers.map((n) => all[n - 1] as Written);
}

/**
 * One writer's part of the log: batches in their order, each with the attempts that reached the log at once
 * and those that came late.
 */
const writerLog = (mostLate: number) =>
  fc
    .array(
      fc.record({
        size: fc.integer({ min: 1, max: 4 }),
        attempts: fc.integer({ min: 1, max: 3 }),
        late: fc.array(fc.nat(6), { maxLength: mostLate }),
      }),
      { minLength: 1, maxLength: 6 },
    )
    .map((batches) => {
      const numbered: number[][] = [];
      let n = 0;
      for (const { size } of batches) numbered.push(Array.from({ length: size }, () => ++n));
      return batches.flatMap(({ attempts }, at) => {
        const late = batches.flatMap((batch, of) =>
          batch.late.filter((by) => of + by === at).map(() => numbered[of] ?? []),
        );
        return [...Array.from({ length: attempts }, () => numbered[at] ?? []), ...late];
      });
    });

/** Writers whose batches interleave as they come; each element is a writer and a number. */
const logWithLate = (mostLate: number) =>
  fc
    .tuple(
      fc.array(writerLog(mostLate), { minLength: 1, maxLength: 3 }),
      fc.infiniteStream(fc.nat(99)),
    )
    .map(([writers, choices]) => {
      const records = writers.map((batches, of) =>
        recordsOf(`w${of}`, Math.max(...batches.flat())),
      );
      const left = writers.map((batches) => [...batches]);
      const log: Written[] = [];
      for (;;) {
        const open = left.flatMap((batches, of) => (batches.length > 0 ? [of] : []));
        if (open.length === 0) return log;
        const of = open[Number(choices.next().value) % open.length] ?? 0;
        for (const n of left[of]?.shift() ?? []) log.push(records[of]?.[n - 1] as Written);
      }
    });

const partitionLog = logWithLate(2);
/** The same without repeats. */
const plainLog = partitionLog.map((log) => [...new Set(log)]);

test('writers that interleave and repeat what they sent in doubt make a whole log', () => {
  fc.assert(
    fc.property(partitionLog, (log) => {
      expect(problemsOf(log)).toEqual([]);
    }),
  );
});

test('a log that is read from anywhere in the middle is whole too', () => {
  fc.assert(
    fc.property(logWithLate(0), fc.nat(), (log, from) => {
      const first = from % log.length;
      expect(problemsOf(log.slice(first), { isFromStart: false, first })).toEqual([]);
    }),
  );
});

const change = fc.record({
  at: fc.nat(),
  part: fc.constantFrom('key', 'value', 'link', 'traceparent'),
  byte: fc.nat(),
  by: fc.integer({ min: 1, max: 255 }),
});

test('one changed byte anywhere in a record is told at that record', () => {
  fc.assert(
    fc.property(partitionLog, change, (log, { at, part, byte, by }) => {
      const offset = at % log.length;
      const tampered = log.map((record, index) => (index === offset ? changed(record) : record));
      expect(problemsOf(tampered)[0]?.offset).toBe(String(offset));

      function changed(record: Written): Written {
        const { key, value, headers } = record;
        switch (part) {
          case 'key':
            return { ...record, key: flipped(key) };
          case 'value':
            return { ...record, value: flipped(value) };
          case 'link':
            return { ...record, headers: { ...headers, chain: flippedText(headers['chain']) } };
          case 'traceparent':
            return {
              ...record,
              headers: { ...headers, traceparent: flippedText(headers['traceparent']) },
            };
        }
      }
      function flipped(bytes: Buffer): Buffer {
        const copy = Buffer.from(bytes);
        const place = byte % copy.length;
        copy[place] = (copy[place] ?? 0) ^ by;
        return copy;
      }
      // As a reader gets it: what is no UTF-8 any more is one replacement character.
      function flippedText(text = ''): string {
        return flipped(Buffer.from(text)).toString();
      }
    }),
    { numRuns: 1_000 },
  );
});

test('a dropped record is told at the next one of its writer', () => {
  fc.assert(
    fc.property(plainLog, fc.nat(), (log, at) => {
      const dropped = at % log.length;
      const next = log.findIndex(
        (record, index) => index > dropped && isSameWriter(record, log[dropped]),
      );
      fc.pre(next > 0);
      const left = log.toSpliced(dropped, 1);
      const problems = problemsOf(left);
      expect(problems).toHaveLength(1);
      expect(problems[0]?.offset).toBe(String(next - 1));
      expect(['missing', 'headless']).toContain(problems[0]?.kind);
    }),
  );
});

test('two records of a writer in each other’s place are told where the first of them stands', () => {
  fc.assert(
    fc.property(plainLog, fc.nat(), fc.nat(), (log, a, b) => {
      const first = Math.min(a % log.length, b % log.length);
      const second = Math.max(a % log.length, b % log.length);
      fc.pre(first < second && isSameWriter(log[first], log[second]));
      const swapped = log.with(first, log[second] as Written).with(second, log[first] as Written);
      expect(problemsOf(swapped)[0]?.offset).toBe(String(first));
    }),
  );
});

test('an added record without a link, or with the link of another, is told', () => {
  const added = { key: Buffer.from('ACC-1:AAPL'), value: Buffer.from('{"forged":true}') };
  fc.assert(
    fc.property(partitionLog, fc.nat(), fc.option(fc.nat()), (log, at, of) => {
      const place = 1 + (at % log.length);
      const chain = of === null ? undefined : log[of % place]?.headers['chain'];
      const forged = { ...added, headers: chain === undefined ? {} : { chain } };
      expect(problemsOf(log.toSpliced(place, 0, forged)).map(({ offset }) => offset)).toEqual([
        String(place),
      ]);
    }),
  );
});

function isSameWriter(a: Written | undefined, b: Written | undefined): boolean {
  return a?.headers['chain']?.split('.')[0] === b?.headers['chain']?.split('.')[0];
}

test('a partition of unlinked records says that it is unlinked, and nothing is wrong with it', () => {
  const reader = createChainReader({ isFromStart: true });
  const old = { offset: '0', key: null, value: Buffer.from('old'), headers: {} };
  expect(reader.take(old)).toBeNull();
  expect(reader.isLinked).toBe(false);
  expect(reader.take({ ...(written(1)[0] as Written), offset: '1' })).toBeNull();
  expect(reader.isLinked).toBe(true);
  expect(reader.take({ ...old, offset: '2' })).toEqual({ kind: 'unlinked', offset: '2' });
});

test('a late repeat of what was sent before reading began is whole', () => {
  expect(kindsAndOffsets(written(7, 8, 9, 5, 6, 7, 10), { isFromStart: false })).toEqual([]);
});

test('a record that is missing and comes after its successors is told twice', () => {
  expect(kindsAndOffsets(written(1, 2, 4, 3, 5))).toEqual(['missing 2', 'misplaced 3']);
});

test('a writer that begins above 1 is headless only when the partition was read from its beginning', () => {
  expect(kindsAndOffsets(written(3, 4))).toEqual(['headless 0']);
  expect(kindsAndOffsets(written(3, 4), { isFromStart: false })).toEqual([]);
});

test('a damaged link is told once, and the chain goes on behind it', () => {
  const damaged = (log: Written[], at: number, from: RegExp, to: string) =>
    log.map((record, index) =>
      index === at
        ? {
            ...record,
            headers: { ...record.headers, chain: record.headers['chain']?.replace(from, to) ?? '' },
          }
        : record,
    );
  const log = written(1, 2, 3, 4, 2, 3, 4, 5);
  expect(kindsAndOffsets(damaged(log, 2, /....$/, 'AAAA'))).toEqual(['changed 2']);
  expect(kindsAndOffsets(damaged(log, 2, /\.3\./, '.3000000.'))).toEqual(['changed 2']);
  expect(kindsAndOffsets(damaged(log, 5, /....$/, 'AAAA'))).toEqual(['conflict 5']);
});

test('a repeat is compared as far back as 16 383 records, and one from further back is told', () => {
  const log = written(...Array.from({ length: 20_000 }, (_, index) => index + 1));
  const oldest = log[3_617] as Written;
  const forged = { ...oldest, value: Buffer.from('{}') };
  const older = log[3_616] as Written;
  expect(kindsAndOffsets([...log, oldest, forged, older])).toEqual([
    'changed 20001',
    'too-late 20002',
  ]);
});

test('each problem is a sentence', () => {
  const sentences = (log: readonly Written[]) => problemsOf(log).map(chainProblemText);
  const changed = { ...(written(1, 2)[1] as Written), value: Buffer.from('{}') };
  expect(sentences([...written(1), changed])).toEqual([
    'record 2 of writer w does not follow from the one before it, after record 1 at offset 0',
  ]);
  expect(sentences([{ ...changed, headers: (written(1)[0] as Written).headers }])).toEqual([
    'record 1 of writer w is not what was linked',
  ]);
  expect(sentences(written(1, 3))).toEqual([
    'one record of writer w missing, after record 1 at offset 0',
  ]);
  expect(sentences(written(4))).toEqual(['3 records of writer w missing at the beginning']);
  expect(sentences(written(1, 3, 2)).at(-1)).toBe(
    'record 2 of writer w stands after record 3 at offset 1',
  );
});
