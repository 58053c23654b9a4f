import {
  type ControlRecord,
  decodeControl,
  type Evidence,
  encodeControl,
  encodeIntent,
  encodeOutcome,
  type Intent,
  type Outcome,
  partitionKey,
} from '@orderonce/contracts';
import {
  accepted,
  attemptedOutcome,
  type Conclusion,
  contentDuplicate,
  denied,
  duplicateOutcome,
  held as heldConclusion,
  heldOutcome,
  refusedReusedId,
  rejected,
  subjectOf,
  verdictEvents,
} from '@orderonce/decisions';
import { intent, killSwitch } from '@orderonce/decisions/testing';
import { loadIdempotencyConfig } from '@orderonce/idempotency';
import type { IncomingRecord } from '@orderonce/kafka';
import { afterEach, expect, it, vi } from 'vitest';
import { ControlHistory } from './control-history.ts';
import { replayGuard } from './guard-settings.ts';
import { PartitionReplay } from './partition-replay.ts';

// The settle table of a copy with a flaw, when a test asks for it: "duplicate" read as a no.
const flaw = vi.hoisted(() => ({ rejectsDuplicates: false }));
vi.mock('@orderonce/decisions/place', async (original) => {
  const real = await original<typeof import('@orderonce/decisions/place')>();
  const afterSubmit: typeof real.afterSubmit = (fate, result, nowMs) =>
    flaw.rejectsDuplicates && result.kind === 'duplicate'
      ? { kind: 'rejected', rejection: { code: '40010001', text: 'must be unique' } }
      : real.afterSubmit(fate, result, nowMs);
  return { ...real, afterSubmit };
});
afterEach(() => {
  flaw.rejectsDuplicates = false;
});

const guard = replayGuard(loadIdempotencyConfig('idempotency: {}'));
const AT_MS = 1_760_000_000_000;
const HEADERS = {};

const exchange = (action: Evidence['action'], result: string, atMs: number): Evidence => ({
  ...{ atMs: AT_MS + atMs, action, result },
  latencyMs: 5,
});
const SENT = [exchange('submit', 'http 200, accepted', 10)];
const ADOPTED = [
  exchange('submit', 'no answer: timed out, unknown', 10),
  exchange('submit', 'http 422 40010001, duplicate', 600),
  exchange('look-up', 'http 404 40410000, absent', 610),
  exchange('look-up', 'http 200, found', 700),
];

/** A partition as its topics hold it, and what asking again comes to. */
function openDay(controls: readonly ControlRecord[] = [], firstOffset = 0) {
  const history = new ControlHistory();
  for (const [at, record] of controls.entries()) {
    const { key, value } = encodeControl(record);
    history.take(String(at), AT_MS - 60_000, decodeControl(Buffer.from(key), Buffer.from(value)));
  }
  const replay = new PartitionReplay({
    ...{ intentsTopic: 'orders.intents', partitionCount: 1, isFromStart: true },
    ...{ contentGuard: guard, history, wanted: {}, folds: false },
  });
  const outcomes: Outcome[] = [];
  let intents = firstOffset;
  const record = (topic: string, offset: number, value: string, one: Intent): IncomingRecord => ({
    ...{ topic, partition: 0, offset: String(offset), headers: HEADERS, logTimeMs: AT_MS },
    key: Buffer.from(partitionKey(one.accountId, one.symbol)),
    value: Buffer.from(value),
  });
  function publish(changes: Record<string, unknown> = {}) {
    const one = intent({ createdAtMs: AT_MS, ...changes });
    const copy = record('orders.intents', intents, encodeIntent(one), one);
    intents += 1;
    replay.takeIntent(copy);
    return subjectOf(one, copy, guard.keyOf(one)).subject;
  }
  type Subject = ReturnType<typeof publish>;
  function conclude(subject: Subject, conclusion: Conclusion, evidence: readonly Evidence[] = []) {
    if (conclusion.kind === 'verdict')
      outcomes.push(...verdictEvents(subject, conclusion.settlement, evidence));
    if (conclusion.kind === 'hold') outcomes.push(heldOutcome(subject, conclusion.hold, evidence));
  }
  return {
    publish,
    conclude,
    tell: (outcome: Outcome) => outcomes.push(outcome),
    /** @param change what somebody made of an outcome afterwards, by its place */
    ask(change: (outcome: Outcome, offset: number) => Outcome = (outcome) => outcome) {
      for (const [offset, outcome] of outcomes.entries())
        replay.takeOutcome(
          record('orders.outcomes', offset, encodeOutcome(change(outcome, offset)), intent()),
        );
      return replay.finish();
    },
  };
}

const OTHER = {
  clientOrderId: 'MOM-1RV4K2-000002-b3f8b2c1',
  orderUuid: 'b3f8b2c1-58cc-4372-a567-0e02b2c3d479',
};

function ordinaryDay() {
  const day = openDay();
  const first = day.publish();
  day.conclude(first, accepted('venue-1', 'NEW', AT_MS + 800), ADOPTED);
  const copy = day.publish();
  day.tell(duplicateOutcome(copy, { ordStatus: 'NEW', brokerOrderId: 'venue-1' }, AT_MS + 900));
  const reused = day.publish({ quantity: '11' });
  day.tell(refusedReusedId(reused, ['quantity'], AT_MS + 950));
  const second = day.publish({ ...OTHER, quantity: '12' });
  const no = { code: '40310000', text: 'insufficient buying power' };
  const answered = [exchange('submit', 'http 403 40310000, rejected', 1000)];
  day.conclude(second, rejected(no, AT_MS + 1100), answered);
  return day;
}

it('finds nothing in what was decided as it is decided', () => {
  const { findings, keys } = ordinaryDay().ask();
  expect(findings).toMatchObject({
    ...{ intents: 4, outcomes: 4, same: 4, differenceCount: 0 },
    ...{ recorded: {}, undecidable: {} },
  });
  expect(keys).toMatchObject({ same: 3, different: 0 });
});

it('finds a verdict that was changed, with its place', () => {
  const { findings } = ordinaryDay().ask((outcome, offset) =>
    offset === 3 ? ({ ...outcome, execType: 'ACCEPTED', ordStatus: 'NEW' } as Outcome) : outcome,
  );
  expect(findings.differences).toMatchObject([
    {
      about: 'ACCEPTED',
      intent: { topic: 'orders.intents', partition: 0, offset: '3' },
      recorded: { topic: 'orders.outcomes', partition: 0, offset: '3' },
    },
  ]);
});

it.each([
  ['the answer of the venue', 0, [exchange('submit', 'http 403 40310000, rejected', 10)]],
  ['a look-up left out', 0, ADOPTED.slice(0, 2)],
  ['all of it left out', 0, []],
  ['the code of a rejection', 3, [exchange('submit', 'http 403 40310001, rejected', 1000)]],
] as const)('finds evidence that was changed: %s', (_what, place, evidence) => {
  const { findings } = ordinaryDay().ask((outcome, offset) => {
    if (offset !== place) return outcome;
    const { evidence: _own, ...rest } = outcome;
    return { ...rest, ...(evidence.length > 0 && { evidence: [...evidence] }) } as Outcome;
  });
  expect(findings.differences).toMatchObject([{ recorded: { offset: String(place) } }]);
});

it('finds that a changed settle table would decide otherwise', () => {
  flaw.rejectsDuplicates = true;
  const { findings } = ordinaryDay().ask();
  expect(findings.differences).toMatchObject([{ about: 'ACCEPTED', recorded: { offset: '0' } }]);
});

it.each([
  ['quantity', { quantity: '99' }],
  ['payloadHash', { payloadHash: 'f'.repeat(64) }],
  ['brokerOrderId', { source: 'executor' }],
] as const)('finds a changed %s', (_field, change) => {
  const { findings } = ordinaryDay().ask((outcome, offset) =>
    offset === 0 ? ({ ...outcome, ...change } as Outcome) : outcome,
  );
  expect(findings.differenceCount).toBe(1);
});

it('does not take an answer for that of the order whose copy it names under another id', () => {
  const { findings } = ordinaryDay().ask((outcome, offset) =>
    offset === 0 ? ({ ...outcome, clientOrderId: OTHER.clientOrderId } as Outcome) : outcome,
  );
  const found = findings.differences.map(({ about, recorded }) => [about, recorded?.offset]);
  expect(found).toEqual([
    ['ACCEPTED', '0'],
    ['DUPLICATE', '1'],
    ['REJECTED', '3'],
  ]);
});

it('finds one content key that was changed, and says nothing where the settings are other ones', () => {
  const changed = (places: readonly number[]) =>
    ordinaryDay().ask((outcome, offset) =>
      places.includes(offset) && 'contentKey' in outcome
        ? { ...outcome, contentKey: 'e'.repeat(64) }
        : outcome,
    ).keys;
  expect(changed([0])).toMatchObject({
    same: 2,
    different: 1,
    differences: [{ recorded: { offset: '0' } }],
  });
  expect(changed([0, 1, 3])).toMatchObject({ same: 0, different: 3 });
});

it('knows a repeat under a new id by its content, in the next span of time too', () => {
  const repeat = (changes: Record<string, unknown>) => {
    const day = openDay();
    const first = day.publish();
    day.conclude(first, accepted('venue-1', 'NEW', AT_MS + 100), SENT);
    const again = day.publish({ ...OTHER, ...changes });
    const original = first.intent.clientOrderId;
    day.conclude(again, contentDuplicate(original, 'suppress', AT_MS + 200));
    return day.ask().findings;
  };
  expect(repeat({})).toMatchObject({ same: 2, differenceCount: 0 });
  expect(repeat({ createdAtMs: AT_MS + 45_000 })).toMatchObject({ same: 2, differenceCount: 0 });
  expect(repeat({ quantity: '11' }).differences).toMatchObject([{ about: 'DENIED' }]);
});

it('finds an answer that is missing, but not one that is on its way', () => {
  const day = openDay();
  day.publish();
  const second = day.publish({ ...OTHER, quantity: '12' });
  day.conclude(second, accepted('venue-2', 'NEW', AT_MS + 100), SENT);
  day.publish({ ...OTHER, clientOrderId: 'MOM-1RV4K2-000003-b3f8b2c1', quantity: '13' });
  const { findings } = day.ask();
  expect(findings.differences).toMatchObject([{ about: 'intent', intent: { offset: '0' } }]);
  expect(findings.undecidable).toEqual({ 'nothing was told of it yet': 1 });
});

it('finds each copy by its place where the log begins later', () => {
  const day = openDay([], 1_000);
  day.publish();
  const second = day.publish({ ...OTHER, quantity: '12' });
  day.conclude(second, accepted('venue-2', 'NEW', AT_MS + 100), SENT);
  day.publish({ ...OTHER, clientOrderId: 'MOM-1RV4K2-000003-b3f8b2c1', quantity: '13' });
  const { findings } = day.ask();
  expect(findings).toMatchObject({ same: 1, differenceCount: 1 });
  expect(findings.differences).toMatchObject([{ about: 'intent', intent: { offset: '1000' } }]);
  expect(findings.undecidable).toEqual({ 'nothing was told of it yet': 1 });
});

it('believes an answer which bytes of the intent were read', () => {
  const day = openDay();
  const subject = { ...day.publish(), digest: '0123456789abcdef' };
  day.conclude(subject, accepted('venue-1', 'NEW', AT_MS + 100), SENT);
  expect(day.ask().findings).toMatchObject({ same: 1, differenceCount: 0 });
});

it('asks a denial again with what people had said', () => {
  const kill = killSwitch({ kind: 'global' });
  const text = 'the kill switch of global is engaged by alice: prices look wrong (change change-1)';
  const day = openDay([kill]);
  day.conclude(day.publish(), denied('KILL_SWITCH', text, AT_MS + 50));
  expect(day.ask().findings).toMatchObject({ same: 1, differenceCount: 0 });
  const calm = openDay();
  calm.conclude(calm.publish(), denied('KILL_SWITCH', text, AT_MS + 50));
  expect(calm.ask().findings.differences).toMatchObject([
    { expected: 'admitted', found: `DENIED KILL_SWITCH: ${text}` },
  ]);
});

it('finds an order that was sent although everybody had been told to stop', () => {
  const day = openDay([killSwitch({ kind: 'global' })]);
  day.conclude(day.publish(), accepted('venue-1', 'NEW', AT_MS + 100), SENT);
  expect(day.ask().findings.differences).toMatchObject([
    { expected: expect.stringContaining('DENIED KILL_SWITCH'), found: 'sent' },
  ]);
});

it('names a send that came after the end of its order, which a process that stood still explains', () => {
  const day = openDay();
  const subject = day.publish({ expiresAtMs: AT_MS + 1000 });
  const late = [exchange('submit', 'http 200, accepted', 20_000)];
  day.conclude(subject, accepted('venue-1', 'NEW', AT_MS + 20_100), late);
  expect(day.ask().findings).toMatchObject({
    recorded: {
      'it was sent after it had expired: a process may stand still before a send': 1,
    },
    differenceCount: 0,
  });
});

it('asks what depends on a clock again with the clock that is told', () => {
  const stale = (text: string) => {
    const day = openDay();
    day.conclude(day.publish(), denied('STALE', text, AT_MS + 70_000));
    return day.ask().findings;
  };
  const says = (ms: number) =>
    `maxIntentAgeMs of this executor is 60000, and the intent is ${ms} ms old`;
  expect(stale(says(70_000))).toMatchObject({ same: 1, differenceCount: 0 });
  expect(stale(says(50_000)).differenceCount).toBe(1);
});

it('asks a hold again with the window that it names, and finds one that came too early', () => {
  const hold = (lookedMs: number) => {
    const day = openDay();
    const evidence = [
      exchange('submit', 'http 503, unknown', 10),
      exchange('look-up', 'http 404 40410000, absent', lookedMs),
    ];
    const text = 'whether the order exists is not shown within 10000 ms, which proves nothing';
    const subject = day.publish();
    day.tell(attemptedOutcome(subject, AT_MS));
    day.conclude(subject, heldConclusion('FATE_UNKNOWN', text, AT_MS + lookedMs), evidence);
    return day.ask().findings;
  };
  expect(hold(10_100).differences).toEqual([]);
  expect(hold(2000).differenceCount).toBe(1);
});
