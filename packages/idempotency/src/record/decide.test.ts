import type { ClientOrderId, Decimal, StrategyId } from '@orderonce/contracts';
import { describe, expect, test } from 'vitest';
import type { Hold, Settlement } from '../order-claims.ts';
import type { RecordCommand, RecordEvent } from './decide.ts';
import { decide } from './decide.ts';
import { evolve } from './evolve.ts';
import type { OrderRecord } from './order-record.ts';

const claim = (by: string, atMs: number, changes = {}): RecordCommand => ({
  kind: 'claim',
  attemptToken: by,
  strategyId: 'MOM' as StrategyId,
  payload: { symbol: 'AAPL', side: 'BUY', quantity: '100' },
  payloadHash: 'hash-1',
  source: { partition: 3, offset: '41' },
  leaseMs: 1_000,
  nowMs: atMs,
  ...changes,
});
const step = (kind: 'renew' | 'submit' | 'doubt', by: string, atMs = 10): RecordCommand => ({
  kind,
  attemptToken: by,
  leaseMs: 1_000,
  nowMs: atMs,
});
const accepted: Settlement = {
  verdict: 'ACCEPTED',
  ordStatus: 'NEW',
  cumQty: '0' as Decimal,
  settledAtMs: 20,
};
const rejected: Settlement = { ...accepted, verdict: 'REJECTED', ordStatus: 'REJECTED' };
const settle = (by: string, settlement = accepted): RecordCommand => ({
  kind: 'settle',
  attemptToken: by,
  leaseMs: 1_000,
  nowMs: 20,
  settlement,
});
const doubt: Hold = { reason: { code: 'FATE_UNKNOWN', text: 'no answer' }, heldAtMs: 30 };
const hold = (by: string): RecordCommand => ({
  kind: 'hold',
  attemptToken: by,
  leaseMs: 1_000,
  nowMs: 30,
  hold: doubt,
});
const resolve = (resolution: Settlement | 'reopen'): RecordCommand => ({
  kind: 'resolve',
  attemptToken: 'person',
  resolution,
  nowMs: 40,
});

/** The record after these commands, each of which must be allowed. */
function given(...commands: RecordCommand[]): OrderRecord | null {
  return commands.reduce<OrderRecord | null>((record, command) => {
    const decision = decide(command, record);
    if (decision.kind === 'refused') throw new Error(`given was refused: ${decision.refusal.kind}`);
    return evolve(record, decision.event);
  }, null);
}
const happened = (event: Partial<RecordEvent>) => ({
  kind: 'event',
  event: expect.objectContaining(event),
});
const refused = (refusal: object) => ({ kind: 'refused', refusal });

describe('a claim', () => {
  test('of nothing is a new record with the lease of this attempt', () => {
    expect(decide(claim('a', 5), given())).toEqual(
      happened({ kind: 'claimed', attemptToken: 'a', leaseUntilMs: 1_005 }),
    );
  });

  test('waits while the lease of another attempt runs', () => {
    expect(decide(claim('b', 400), given(claim('a', 5)))).toEqual(
      refused({ kind: 'owned', leaseRemainingMs: 605 }),
    );
  });

  test('takes over when the lease of another attempt is done, and is in doubt from then on', () => {
    const before = given(claim('a', 5));
    expect(decide(claim('b', 1_005), before)).toEqual(
      happened({ kind: 'taken-over', attemptToken: 'b' }),
    );
    expect(given(claim('a', 5), claim('b', 1_005))).toMatchObject({
      state: 'in_doubt',
      version: 2,
      attemptToken: 'b',
      leaseUntilMs: 2_005,
    });
  });

  test('that finds its own token is ours: its first reply was lost', () => {
    expect(decide(claim('a', 50), given(claim('a', 5)))).toEqual(happened({ kind: 'renewed' }));
    expect(given(claim('a', 5), claim('a', 50))).toMatchObject({ state: 'pending', version: 2 });
  });

  test('that finds its own take-over stays in doubt', () => {
    expect(given(claim('a', 5), claim('b', 1_005), claim('b', 1_010))).toMatchObject({
      state: 'in_doubt',
      attemptToken: 'b',
    });
  });

  test('of a content duplicate that was never submitted stays known as unsent', () => {
    const duplicate = { duplicateOf: 'MOM-1RV4K2-000001-a3f8b2c1' as ClientOrderId };
    expect(given(claim('a', 5, duplicate), claim('b', 1_005))).toMatchObject({ state: 'pending' });
    expect(given(claim('a', 5, duplicate), step('submit', 'a'), claim('b', 1_010))).toMatchObject({
      state: 'in_doubt',
    });
  });

  test('with another payload names the fields that differ, whatever the state', () => {
    const other = claim('b', 50, {
      payloadHash: 'hash-2',
      payload: { symbol: 'AAPL', side: 'SELL', quantity: '200' },
    });
    const differs = refused({ kind: 'other-payload', differingFields: ['quantity', 'side'] });
    expect(decide(other, given(claim('a', 5)))).toEqual(differs);
    expect(decide(other, given(claim('a', 5), settle('a')))).toEqual(differs);
    expect(decide(other, given(claim('a', 5), hold('a')))).toEqual(differs);
  });

  test('names a field that only the earlier copy had', () => {
    const before = given(
      claim('a', 5, { payload: { symbol: 'AAPL', limitPrice: '178.5' } }),
      settle('a'),
    );
    const other = claim('b', 50, { payloadHash: 'hash-2', payload: { symbol: 'AAPL' } });
    expect(decide(other, before)).toEqual(
      refused({ kind: 'other-payload', differingFields: ['limitPrice'] }),
    );
  });

  test('of a settled or held record changes nothing', () => {
    expect(decide(claim('b', 9_000), given(claim('a', 5), settle('a')))).toEqual(
      refused({ kind: 'ended' }),
    );
    expect(decide(claim('b', 9_000), given(claim('a', 5), hold('a')))).toEqual(
      refused({ kind: 'ended' }),
    );
  });
});

describe('the owner', () => {
  test('renews, submits, doubts and settles, one version each', () => {
    expect(
      given(claim('a', 5), step('renew', 'a'), step('submit', 'a'), step('doubt', 'a')),
    ).toMatchObject({ state: 'in_doubt', version: 4 });
    expect(given(claim('a', 5), step('submit', 'a'), settle('a'))).toMatchObject({
      state: 'settled',
      version: 3,
      settlement: accepted,
    });
  });

  test('keeps the body that it noted before the send', () => {
    const submit = { ...step('submit', 'a'), body: { quantity: '7' } } as RecordCommand;
    expect(given(claim('a', 5), submit, claim('b', 2_000))).toMatchObject({
      body: { quantity: '7' },
    });
  });

  test('may still settle after its lease, as long as nobody took over', () => {
    expect(decide(settle('a'), given(claim('a', 5)))).toEqual(happened({ kind: 'settled' }));
  });

  test('has lost the record once another attempt took over', () => {
    const taken = given(claim('a', 5), claim('b', 1_005));
    for (const command of [step('renew', 'a'), step('submit', 'a'), settle('a'), hold('a')]) {
      expect(decide(command, taken)).toEqual(refused({ kind: 'lost' }));
    }
  });

  test('finds its own verdict when the first reply to it was lost, and never writes a second one', () => {
    const settled = given(claim('a', 5), settle('a'));
    expect(decide(settle('a'), settled)).toEqual(refused({ kind: 'already' }));
    expect(decide(settle('a', rejected), settled)).toEqual(refused({ kind: 'lost' }));
    expect(decide(step('renew', 'a'), settled)).toEqual(refused({ kind: 'lost' }));
    expect(decide(hold('a'), given(claim('a', 5), hold('a')))).toEqual(
      refused({ kind: 'already' }),
    );
  });
});

describe('a person', () => {
  test('resolves a held order into a verdict', () => {
    expect(given(claim('a', 5), hold('a'), resolve(rejected))).toMatchObject({
      state: 'settled',
      attemptToken: 'person',
      settlement: rejected,
    });
  });

  test('reopens a held order, which is in doubt and free to be taken', () => {
    expect(given(claim('a', 5), hold('a'), resolve('reopen'))).toMatchObject({
      state: 'in_doubt',
      leaseUntilMs: 0,
    });
    expect(given(claim('a', 5), hold('a'), resolve('reopen'), claim('b', 50))).toMatchObject({
      state: 'in_doubt',
      attemptToken: 'b',
    });
  });

  test('has no say in an order that is not held', () => {
    expect(decide(resolve(accepted), given(claim('a', 5)))).toEqual(refused({ kind: 'not-held' }));
    expect(decide(resolve(accepted), null)).toEqual(refused({ kind: 'not-held' }));
  });
});

test('an event that cannot follow a record is a broken invariant', () => {
  const settled = { kind: 'settled', settlement: accepted, attemptToken: 'a' } as const;
  expect(() => evolve(null, settled)).toThrow('a record that is not there cannot be settled');
  expect(() => evolve(given(claim('a', 5), hold('a')), step('renew', 'a') as never)).toThrow(
    'a held record must be resolved first',
  );
});
