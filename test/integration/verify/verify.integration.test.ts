import { CHAIN_HEADER, topicNames } from '@orderonce/contracts';
import type { IncomingRecord } from '@orderonce/kafka';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../../faults/simulation/clock/seeded-random.ts';
import { openPipeline } from '../harness/pipeline.ts';
import { runBusily } from './busy-run.ts';
import { type RecordedTopics, recordTopics, type TopicRole, writeCopy } from './recorded-topics.ts';
import { runVerify, type Verified, type VerifyRun } from './run-verify.ts';
import { kindOf, pickOne, placed, type Tampered, withOther } from './tampering.ts';

const SEED = 20_261_122;
const PARTITIONS = 3;
const ROUNDS = 3;
const TIMEOUT_MS = 240_000;

let pipeline: Awaited<ReturnType<typeof openPipeline>>;
let recorded: RecordedTopics;
let copies = 0;

beforeAll(async () => {
  pipeline = await openPipeline({
    fillDelayMs: 20,
    faults: [{ fault: 'answer-lost-503', rate: 0.1 }],
  });
  await pipeline.startExecutor();
  await pipeline.start('execution-reports', venueOf(pipeline));
  await runBusily(pipeline, ROUNDS);
  recorded = await recordTopics(pipeline.connection, pipeline.topicPrefix);
}, TIMEOUT_MS);

afterAll(() => pipeline[Symbol.asyncDispose]());

function venueOf({ accountId, simulatorUrl }: Pick<typeof pipeline, 'accountId' | 'simulatorUrl'>) {
  const account = { accountId, keyId: 'test-key', secretKey: 'test-secret' };
  return {
    ALPACA_BASE_URL: simulatorUrl,
    ALPACA_ACCOUNTS: JSON.stringify([account]),
    BROKER_REQUESTS_PER_MINUTE: '0',
  };
}

/** What verify says of a copy of the topics. */
async function verifyCopy(topics: RecordedTopics, how: VerifyRun = {}): Promise<Verified> {
  copies += 1;
  const topicPrefix = `${pipeline.topicPrefix}copy-${copies}.`;
  const { connection } = pipeline;
  await using _copy = await writeCopy(connection, topics, { topicPrefix, partitions: PARTITIONS });
  return await runVerify({ topicPrefix }, how);
}

const numberOf = ({ offset }: { readonly offset: string }) => Number(offset);

/** What was found at the very place, or of the very order, or by the chain at its next record there. */
function isFound({ violations }: Verified, tampered: Tampered, topicPrefix: string): boolean {
  const topic = topicNames(topicPrefix)[tampered.role].slice(topicPrefix.length);
  return violations.some(({ check, clientOrderId, records }) => {
    if (clientOrderId !== undefined && clientOrderId === tampered.clientOrderId) return true;
    return records.some(
      (record) =>
        record.topic.endsWith(topic) &&
        record.partition === tampered.partition &&
        (numberOf(record) === tampered.offset ||
          (check === 'chain' && numberOf(record) > tampered.offset)),
    );
  });
}

function expectAllFound(verified: Verified, tampered: readonly Tampered[]): void {
  const missed = tampered.filter((one) => !isFound(verified, one, pipeline.topicPrefix));
  expect(missed).toEqual([]);
  expect(verified.ok).toBe(false);
}

it(
  'finds nothing in what a pipeline did, and nothing in an exact copy of it',
  async () => {
    const groupVerified = await runVerify(pipeline);
    expect(groupVerified).toMatchObject({ ok: true, underWay: 0, violations: [] });
    expect(await verifyCopy(recorded)).toMatchObject({ ok: true, violations: [] });
  },
  TIMEOUT_MS,
);

it(
  'names the place of each byte that was changed',
  async () => {
    const random = seededRandom(SEED);
    const changes: readonly (readonly [TopicRole, string, string])[] = [
      ['outcomes', 'ACCEPTED', 'order.limitPrice'],
      ['outcomes', 'ACCEPTED', 'order.quantity'],
      ['outcomes', 'ACCEPTED', 'side'],
      ['outcomes', 'ACCEPTED', 'brokerOrderId'],
      ['outcomes', 'ACCEPTED', 'evidence.0.atMs'],
      ['outcomes', 'ACCEPTED', 'evidence.0.result'],
      ['outcomes', 'ACCEPTED', 'transactTimeMs'],
      ['outcomes', 'TRADE', 'lastPx'],
      ['outcomes', 'TRADE', 'lastQty'],
      ['outcomes', 'TRADE', 'transactTimeMs'],
      ['outcomes', 'REJECTED', 'reason.text'],
      ['outcomes', 'DENIED', 'reason.text'],
      ['outcomes', 'REPLACED', 'execId'],
      ['outcomes', 'CANCELED', 'cumQty'],
      ['outcomes', 'DUPLICATE', 'transactTimeMs'],
      ['outcomes', 'REFUSED', 'reason.text'],
      ['outcomes', 'ATTEMPTED', 'order.quantity'],
      ['intents', 'place', 'quantity'],
      ['intents', 'place', 'limitPrice'],
      ['intents', 'place', 'side'],
      ['intents', 'place', 'createdAtMs'],
      ['intents', 'place', 'expiresAtMs'],
      ['intents', 'replace', 'quantity'],
      ['intents', 'cancel', 'createdAtMs'],
      ['intents', 'close', 'timeInForce'],
    ];
    const touched = new Set<IncomingRecord>();
    const topics: Record<TopicRole, IncomingRecord[]> = {
      ...{ intents: [...recorded.intents], outcomes: [...recorded.outcomes] },
      ...{ deadLetters: [...recorded.deadLetters], control: [...recorded.control] },
    };
    const tampered = changes.map(([role, kind, path]) => {
      const { at, made, record } = pickOne(recorded, random, { role, kind }, (candidate) =>
        touched.has(candidate) ? null : withOther(candidate, path),
      );
      touched.add(record);
      topics[role][at] = made;
      return placed(`${kind} ${path}`, role, record);
    });
    const traced = pickOne(recorded, random, { role: 'intents', kind: 'place' }, (candidate) =>
      touched.has(candidate) ? null : candidate,
    );
    topics.intents[traced.at] = {
      ...traced.record,
      headers: { ...traced.record.headers, traceparent: 'changed' },
    };
    tampered.push(placed('a header', 'intents', traced.record));
    const letter = topics.deadLetters[0];
    if (letter?.value === undefined || letter.value === null) throw new Error('no dead letter');
    topics.deadLetters[0] = { ...letter, value: Buffer.from(`${letter.value} `) };
    tampered.push(placed('letter', 'deadLetters', letter));
    expectAllFound(await verifyCopy(topics), tampered);
  },
  TIMEOUT_MS,
);

interface Aim {
  readonly role: TopicRole;
  readonly kind: string;
  /** A field that the record must have: the verdict of a cancel, for one, tells no quantity. */
  readonly path?: string;
}

/** Does something to one record of each partition that has such a one; each partition is a case of its own. */
function inEachPartition(
  random: ReturnType<typeof seededRandom>,
  { role, kind, path }: Aim,
  change: (list: IncomingRecord[], at: number) => void,
): { readonly topics: RecordedTopics; readonly tampered: readonly Tampered[] } {
  const tampered: Tampered[] = [];
  const byPartition = Map.groupBy(recorded[role], ({ partition }) => partition);
  const changed = [...byPartition.values()].flatMap((records) => {
    const list = [...records];
    const at = list.flatMap((record, index) => {
      const isAimedAt =
        kindOf(role, record) === kind && (path === undefined || withOther(record, path) !== null);
      return isAimedAt && (role !== 'outcomes' || isFollowed(records, index)) ? [index] : [];
    });
    if (at.length === 0) return list;
    const chosen = random.pick(at);
    const record = list[chosen];
    if (record !== undefined) tampered.push(placed(kind, role, record));
    change(list, chosen);
    return list;
  });
  return { topics: { ...recorded, [role]: changed }, tampered };
}

/** Whether the same writer wrote on: that its last records are gone, no chain can show. */
function isFollowed(records: readonly IncomingRecord[], at: number): boolean {
  const [record] = records.slice(at, at + 1);
  return records
    .slice(at + 1)
    .some((later) => record !== undefined && writerOf(later) === writerOf(record));
}

function writerOf({ headers }: IncomingRecord): string | undefined {
  return headers[CHAIN_HEADER]?.split('.').slice(0, -2).join('.');
}

it.each<[TopicRole, string]>([
  ['intents', 'place'],
  ['intents', 'cancel'],
  ['outcomes', 'ACCEPTED'],
  ['outcomes', 'TRADE'],
  ['outcomes', 'REJECTED'],
  ['outcomes', 'DENIED'],
  ['outcomes', 'DUPLICATE'],
  ['outcomes', 'REPLACED'],
  ['outcomes', 'CANCELED'],
  ['outcomes', 'REFUSED'],
])(
  'misses on %s what was dropped: %s',
  async (role, kind) => {
    const random = seededRandom(SEED);
    const { topics, tampered } = inEachPartition(random, { role, kind }, (list, at) => {
      list.splice(at, 1);
    });
    expect(tampered.length).toBeGreaterThan(0);
    expectAllFound(await verifyCopy(topics), tampered);
  },
  TIMEOUT_MS,
);

it(
  'misses a dead letter that was dropped',
  async () => {
    const [letter, ...rest] = recorded.deadLetters;
    expect(letter).toBeDefined();
    const verified = await verifyCopy({ ...recorded, deadLetters: rest });
    expect(verified.violations).toMatchObject([{ check: 'dead-letters' }]);
  },
  TIMEOUT_MS,
);

it.each<[string, Aim]>([
  ['an intent that was added', { role: 'intents', kind: 'place', path: 'quantity' }],
  ['a verdict that was added', { role: 'outcomes', kind: 'ACCEPTED', path: 'quantity' }],
  ['a fill that was added', { role: 'outcomes', kind: 'TRADE', path: 'lastPx' }],
  ['intents in another order', { role: 'intents', kind: 'place' }],
  ['outcomes in another order', { role: 'outcomes', kind: 'TRADE' }],
])(
  'finds %s',
  async (_what, aim) => {
    const { path } = aim;
    const { topics, tampered } = inEachPartition(
      seededRandom(SEED),
      aim,
      path === undefined ? swap : (list, at) => add(list, at, path),
    );
    expectAllFound(await verifyCopy(topics), tampered);
  },
  TIMEOUT_MS,
);

/** The record once more, changed, behind it. */
function add(list: IncomingRecord[], at: number, path: string): void {
  const [record] = list.slice(at, at + 1);
  const forged = record && withOther(record, path);
  if (!forged) throw new Error(`no ${path} to forge`);
  list.splice(at + 1, 0, forged);
}

/**
 * With another record of the same writer: how two writers' records lie between each other, nothing promises, and two
 * copies of one intent are the same records in either order.
 */
function swap(list: IncomingRecord[], at: number): void {
  const first = list[at];
  const other = list.findIndex(
    (record) =>
      first !== undefined &&
      writerOf(record) === writerOf(first) &&
      first.value?.equals(record.value ?? Buffer.alloc(0)) === false,
  );
  const second = list[other];
  if (first === undefined || second === undefined) throw new Error('nothing to swap with');
  list[at] = second;
  list[other] = first;
}

describe('where there is nothing to verify', () => {
  const nothing = { intents: [], outcomes: [], deadLetters: [], control: [] };

  it.each<[string, () => Promise<Verified>, string]>([
    ['empty topics', () => verifyCopy(nothing), 'exit 1: there is nothing to verify'],
    [
      'intents without any outcome',
      () => verifyCopy({ ...recorded, outcomes: [] }, { more: ['--settle', '60m'] }),
      'exit 1: there is nothing to verify yet',
    ],
    [
      'an account that has no orders',
      () => runVerify(pipeline, { more: ['--account', 'NOBODY'] }),
      'exit 1: there is nothing to verify',
    ],
    [
      'topics that do not exist',
      () => runVerify({ topicPrefix: 'no-such-prefix.' }),
      'exit 1: there is no topic no-such-prefix.orders.intents',
    ],
    [
      'an option that cannot be read',
      () => runVerify(pipeline, { more: ['--from', 'yesterday'] }),
      'exit 2: --from must be a time',
    ],
  ])(
    '%s: it says so, and is not clean',
    async (_what, verify, text) => {
      await expect(verify()).rejects.toThrow(text);
    },
    TIMEOUT_MS,
  );
});

it(
  'verifies a part of the topics',
  async () => {
    const { accountId } = pipeline;
    const part = await runVerify(pipeline, { more: ['--account', accountId, '--symbol', 'AAPL'] });
    const all = await runVerify(pipeline);
    expect(part).toMatchObject({ ok: true, violations: [] });
    expect(part.intents).toBeGreaterThan(0);
    expect(part.intents).toBeLessThan(all.intents);
    const middle = recorded.intents[Math.floor(recorded.intents.length / 2)];
    const at = new Date(middle?.logTimeMs ?? 0).toISOString();
    for (const option of ['--from', '--to'])
      expect(await runVerify(pipeline, { more: [option, at] })).toMatchObject({
        ...{ ok: true, violations: [] },
      });
  },
  TIMEOUT_MS,
);

describe('beside the venue', () => {
  const verifyWithVenue = () =>
    runVerify(pipeline, { more: ['--broker'], variables: venueOf(pipeline) });

  it(
    'finds that its orders, fills and positions are those that were told',
    async () => {
      expect(await verifyWithVenue()).toMatchObject({ ok: true, violations: [] });
    },
    TIMEOUT_MS,
  );

  it(
    'finds what the venue has and nobody told of',
    async () => {
      const clientOrderId = 'MOM-1RV4K2-000001-a3f8b2c1';
      const answer = await fetch(`${pipeline.simulatorUrl}/v2/orders`, {
        method: 'POST',
        headers: {
          'APCA-API-KEY-ID': 'test-key',
          'APCA-API-SECRET-KEY': 'test-secret',
          'content-type': 'application/json',
        },
        body: JSON.stringify({
          ...{ symbol: 'AAPL', qty: '1', side: 'buy', type: 'limit', limit_price: '1' },
          ...{ time_in_force: 'day', client_order_id: clientOrderId },
        }),
      });
      // The venue has the order also where the answer is lost.
      expect([200, 503]).toContain(answer.status);
      expect((await verifyWithVenue()).violations).toMatchObject([
        { check: 'venue', clientOrderId, records: [], found: 'none' },
      ]);
    },
    TIMEOUT_MS,
  );

  it(
    'finds an outcome that the venue knows otherwise',
    async () => {
      const { at, made } = pickOne(
        recorded,
        seededRandom(SEED),
        { role: 'outcomes', kind: 'TRADE' },
        (record) => withOther(record, 'lastPx'),
      );
      const topics = { ...recorded, outcomes: recorded.outcomes.with(at, made) };
      const variables = venueOf(pipeline);
      const { violations } = await verifyCopy(topics, { more: ['--broker'], variables });
      expect(violations.map(({ check }) => check)).toEqual(
        expect.arrayContaining(['chain', 'venue']),
      );
    },
    TIMEOUT_MS,
  );
});
