import {
  controlRecordSchema,
  intentSchema,
  type Outcome,
  outcomeSchema,
} from '@orderonce/contracts';
import { describe, expect, it } from 'vitest';
import type { History, LedgerEntry } from './history.ts';
import { judge } from './judge.ts';

const FIRST = 'MOM-1RV4K2-000001-a3f8b2c1';
const SECOND = 'MOM-1RV4K2-000002-b4f8b2c1';
const T0 = 1_760_000_000_000;

/** Two orders on one instrument, both accepted, the first one filled; nothing is wrong. */
function healthy(): History {
  return {
    ledger: [
      entry({ seq: 1, kind: 'post', clientOrderId: FIRST }),
      entry({ seq: 2, kind: 'accepted', clientOrderId: FIRST, brokerOrderId: 'b-1' }),
      entry({ seq: 3, kind: 'post', clientOrderId: SECOND }),
      entry({ seq: 4, kind: 'accepted', clientOrderId: SECOND, brokerOrderId: 'b-2' }),
      entry({ seq: 5, kind: 'fill', clientOrderId: FIRST, brokerOrderId: 'b-1', cumQty: '10' }),
    ],
    intents: [intent(FIRST, 0n), intent(SECOND, 1n)],
    outcomes: [
      logged({ clientOrderId: FIRST, brokerOrderId: 'b-1' }),
      logged({ clientOrderId: SECOND, brokerOrderId: 'b-2' }),
      logged({
        outcomeId: `${FIRST}/trade/10`,
        clientOrderId: FIRST,
        brokerOrderId: 'b-1',
        execType: 'TRADE',
        ordStatus: 'FILLED',
        lastQty: '10.0',
        lastPx: '50',
        cumQty: '10',
        leavesQty: '0',
      }),
    ],
    control: [],
    deadLetters: [],
    committedOffsets: new Map([[0, 2n]]),
    killsMs: [],
  };
}

describe('the judge', () => {
  it('finds nothing wrong in a healthy history', () => {
    expect(judge(healthy())).toEqual([]);
  });

  it('refuses to judge an empty history', () => {
    expect(() => judge({ ...healthy(), intents: [] })).toThrow('nothing to judge');
  });

  it('sees a second order under one client order id', () => {
    const history = withLedger(
      entry({ seq: 6, kind: 'accepted', clientOrderId: FIRST, brokerOrderId: 'b-3' }),
    );
    expect(numbers(history)).toContain(1);
  });

  it('sees a POST repeated although nothing failed', () => {
    const again = entry({ seq: 6, kind: 'post', clientOrderId: FIRST });
    expect(numbers(withLedger(again))).toEqual([1]);
    expect(numbers(withLedger({ ...again, fault: 'answer-lost-503' }))).toEqual([]);
    expect(numbers({ ...withLedger(again), killsMs: [T0 + 50] })).toEqual([]);
  });

  it('sees an intent without an answer', () => {
    expect(numbers(without((outcome) => outcome.outcomeId === `${SECOND}/verdict`))).toEqual([
      2, 3, 5,
    ]);
  });

  it('sees two different verdicts', () => {
    const history = withOutcome({
      clientOrderId: FIRST,
      execType: 'REJECTED',
      ordStatus: 'REJECTED',
      leavesQty: '0',
    });
    expect(numbers(history)).toEqual([2]);
  });

  it('takes the same verdict published again for one event', () => {
    const history = withOutcome({
      clientOrderId: FIRST,
      brokerOrderId: 'b-1',
      transactTimeMs: T0 + 9999,
    });
    expect(judge(history)).toEqual([]);
  });

  it('sees a live order reported as rejected', () => {
    const history = healthy();
    const outcomes = history.outcomes.map((record) =>
      record.outcome.outcomeId === `${SECOND}/verdict`
        ? logged({ clientOrderId: SECOND, execType: 'REJECTED', leavesQty: '0' })
        : record,
    );
    expect(numbers({ ...history, outcomes })).toEqual([3, 9]);
  });

  it('sees an outcome that the ledger does not know', () => {
    const history = healthy();
    expect(numbers({ ...history, ledger: history.ledger.slice(0, 3) })).toContain(3);
  });

  it('sees a fill that was dropped and a trade that was made up', () => {
    expect(numbers(without((outcome) => outcome.execType === 'TRADE'))).toEqual([3]);
    const history = healthy();
    expect(numbers({ ...history, ledger: history.ledger.slice(0, 4) })).toEqual([3]);
  });

  it('sees two payloads under one client order id', () => {
    const other = entry({ seq: 6, kind: 'post', clientOrderId: FIRST, payload: '{"qty":"11"}' });
    expect(numbers(withLedger({ ...other, fault: 'slow-ms' }))).toEqual([4]);
  });

  it('sees an offset committed past an intent without an answer', () => {
    const third = intent('MOM-1RV4K2-000003-c4f8b2c1', 2n);
    const history = { ...healthy(), intents: [...healthy().intents, third] };
    expect(numbers({ ...history, committedOffsets: new Map([[0, 3n]]) })).toEqual([2, 5]);
    expect(
      numbers({
        ...history,
        committedOffsets: new Map([[0, 3n]]),
        deadLetters: [{ partition: 0, offset: 2n }],
      }),
    ).toEqual([2]);
  });

  it('sees orders of one instrument out of order', () => {
    const [first, second] = healthy().intents;
    if (!first || !second) throw new Error('two intents are needed');
    const swapped = [
      { ...second, offset: 0n },
      { ...first, offset: 1n },
    ];
    expect(numbers({ ...healthy(), intents: swapped })).toEqual([6]);
  });

  it('sees a POST after the last executor acknowledged a kill switch', () => {
    const killed = (scope: object, acknowledgedMs: number): History => ({
      ...healthy(),
      control: [
        said(T0 - 90, { ...SIGNED, kind: 'kill-switch', changeId: 'change-1', scope }),
        said(T0 - 80, acknowledgement('executor-1')),
        said(acknowledgedMs, acknowledgement('executor-2')),
      ],
    });
    expect(numbers(killed({ kind: 'global' }, T0 - 1))).toEqual([10]);
    expect(numbers(killed({ kind: 'symbol', symbol: 'AAPL' }, T0 - 1))).toEqual([10]);
    expect(numbers(killed({ kind: 'strategy', strategyId: 'MOM' }, T0 - 1))).toEqual([10]);
    expect(numbers(killed({ kind: 'account', accountId: 'ACC-2' }, T0 - 1))).toEqual([]);
    expect(numbers(killed({ kind: 'global' }, T0))).toEqual([]);
    const resumed = killed({ kind: 'global' }, T0 - 2);
    const resume = { ...SIGNED, kind: 'resume', scope: { kind: 'global' }, resumes: 'change-1' };
    const control = [
      ...resumed.control,
      said(T0 - 1, { ...resume, changeId: 'change-3', confirms: 'change-2' }),
    ];
    expect(numbers({ ...resumed, control })).toEqual([]);
  });
});

const SIGNED = { schemaVersion: 1, who: 'ann', why: 'a test', atMs: T0 - 100 };

function acknowledgement(executorId: string) {
  return {
    schemaVersion: 1,
    kind: 'acknowledgement',
    executorId,
    acknowledges: 'change-1',
    result: 'done',
    text: 'nothing is sent',
    atMs: T0,
  };
}

function said(logTimeMs: number, record: object) {
  return { logTimeMs, record: controlRecordSchema.parse(record) };
}

describe('the judge of what people decided', () => {
  const held = { outcomeId: `${SECOND}/held`, execType: 'HELD', ordStatus: 'UNKNOWN' };
  const reason = (code: string) => ({ reason: { code, text: 'said ann' } });
  const resolved = (code: string) => ({
    outcomeId: `${SECOND}/resolved/change-1`,
    execType: 'RESOLVED',
    ...reason(code),
  });
  const correction = {
    outcomeId: `${SECOND}/correction/b-2`,
    execType: 'CORRECTION',
    brokerOrderId: 'b-2',
  };

  /** The second order was held; these outcomes came after that. */
  function afterHold(...later: Record<string, unknown>[]): History {
    const told = [{ ...held, ...reason('FATE_UNKNOWN') }, ...later];
    const first = without((outcome) => outcome.clientOrderId === SECOND);
    const second = told.map((fields) => logged({ clientOrderId: SECOND, ...fields }));
    return { ...first, outcomes: [...first.outcomes, ...second] };
  }
  const denied = (code: string) => ({ execType: 'DENIED', leavesQty: '0', ...reason(code) });

  it('takes a verdict after a hold for the one verdict', () => {
    const adopted = { brokerOrderId: 'b-2', ...reason('RESOLVED_ADOPT') };
    expect(judge(afterHold(resolved('RESOLVED_ADOPT'), adopted))).toEqual([]);
    expect(judge(afterHold(resolved('RESOLVED_ADOPT'), { ...adopted, quantity: '12' }))).toEqual(
      [],
    );
  });

  it('sees two verdicts after a hold', () => {
    const history = afterHold(
      { brokerOrderId: 'b-2', ...reason('RESOLVED_ADOPT') },
      denied('RESOLVED_ABANDON'),
    );
    expect(numbers(history)).toEqual([2]);
  });

  it('sees a live order that a person abandoned, until it is corrected', () => {
    const abandoned = [resolved('RESOLVED_ABANDON'), denied('RESOLVED_ABANDON')];
    expect(numbers(afterHold(...abandoned))).toEqual([3]);
    expect(judge(afterHold(...abandoned, correction))).toEqual([]);
    expect(numbers(afterHold(...abandoned, { ...correction, brokerOrderId: 'b-9' }))).toEqual([3]);
  });

  it('takes no correction for an excuse when no person had decided', () => {
    expect(numbers(afterHold(denied('STALE'), correction))).toEqual([3]);
  });

  it('lets an order be sent again that a person had sent again', () => {
    const history = afterHold(resolved('RESOLVED_RESEND'), { brokerOrderId: 'b-2' });
    const again = entry({ seq: 6, kind: 'post', clientOrderId: SECOND });
    const resent = { ...history, ledger: [...history.ledger, again] };
    expect(judge(resent)).toEqual([]);
    expect(numbers({ ...resent, outcomes: healthy().outcomes })).toEqual([1]);
  });
});

function numbers(history: History): number[] {
  return [...new Set(judge(history).map((violation) => violation.invariant))];
}

function withLedger(...entries: LedgerEntry[]): History {
  return { ...healthy(), ledger: [...healthy().ledger, ...entries] };
}

function withOutcome(outcome: Record<string, unknown>): History {
  return { ...healthy(), outcomes: [...healthy().outcomes, logged(outcome)] };
}

function without(matches: (outcome: Outcome) => boolean): History {
  const history = healthy();
  return { ...history, outcomes: history.outcomes.filter((record) => !matches(record.outcome)) };
}

function entry(fields: Partial<LedgerEntry> & Pick<LedgerEntry, 'seq' | 'kind'>): LedgerEntry {
  return {
    atMs: T0,
    accountId: 'ACC-1',
    symbol: 'AAPL',
    side: 'BUY',
    quantity: '10',
    price: '50',
    payload: '{"qty":"10"}',
    ...fields,
  };
}

function intent(clientOrderId: string, offset: bigint) {
  return {
    partition: 0,
    offset,
    logTimeMs: T0,
    intent: intentSchema.parse({
      schemaVersion: 1,
      kind: 'place',
      clientOrderId,
      orderUuid: `${clientOrderId.slice(-8)}-58cc-4372-a567-0e02b2c3d479`,
      strategyId: 'MOM',
      accountId: 'ACC-1',
      symbol: 'AAPL',
      side: 'BUY',
      quantity: '10',
      orderType: 'MARKET',
      timeInForce: 'DAY',
      createdAtMs: T0,
    }),
  };
}

function logged(fields: Record<string, unknown>) {
  return {
    partition: 0,
    offset: 0n,
    logTimeMs: T0 + 100,
    outcome: outcomeSchema.parse({
      schemaVersion: 1,
      outcomeId: `${fields['clientOrderId']}/verdict`,
      accountId: 'ACC-1',
      symbol: 'AAPL',
      side: 'BUY',
      execType: 'ACCEPTED',
      ordStatus: 'NEW',
      source: 'broker',
      quantity: '10',
      cumQty: '0',
      leavesQty: '10',
      transactTimeMs: T0 + 100,
      ...fields,
    }),
  };
}
