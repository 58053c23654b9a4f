import {
  ALPACA_CAPABILITIES,
  type BrokerOrder,
  REPEATED_CLIENT_ORDER_ID,
} from '@orderonce/brokers';
import { type OrderBody, orderBodySchema } from '@orderonce/contracts';
import { describe, expect, it } from 'vitest';
import type { SendBan } from '../admission/send-ban.ts';
import { afterLookUp, afterSubmit, type Fate, inDoubt, neverSent } from './fate.ts';
import { nextStep, type Situation } from './next-step.ts';

const body = orderBodySchema.parse({
  symbol: 'AAPL',
  side: 'BUY',
  quantity: '10',
  orderType: 'LIMIT',
  limitPrice: '178.5',
  timeInForce: 'DAY',
});
const evidence = { atMs: 1_760_000_000_000, action: 'submit', result: 'http 503' } as const;
const unknown = { kind: 'unknown', text: 'timed out', evidence } as const;
const duplicate = { kind: 'duplicate', evidence } as const;
const absent = { kind: 'absent', evidence } as const;
const noPower = { kind: 'rejected', code: '40310000', text: 'no buying power', evidence } as const;

const EXPIRED: SendBan = {
  code: 'EXPIRED_BEFORE_SEND',
  text: 'the intent expired before it was sent',
  isOnlyForFirst: false,
};
const STALE: SendBan = { code: 'STALE', text: 'too old', isOnlyForFirst: true };

describe('the settle table, on a venue that refuses repeated ids for ever', () => {
  it('sends a fresh intent at once', () => {
    expect(step(neverSent(0))).toEqual({ do: 'send', afterMs: 0 });
  });

  it('sends the same order again when an answer was lost, later each time', () => {
    const once = afterSubmit(neverSent(0), unknown, 1000);
    expect(step(once, { nowMs: 1000 })).toEqual({ do: 'send', afterMs: 50 });
    const twice = afterSubmit(once, unknown, 2000);
    expect(step(twice, { nowMs: 2000 })).toEqual({ do: 'send', afterMs: 100 });
  });

  it('sends again what an earlier attempt may have sent', () => {
    expect(step(inDoubt(0))).toEqual({ do: 'send', afterMs: 0 });
  });

  it('asks by sending again although the intent became too old for a first send', () => {
    const once = afterSubmit(neverSent(0), unknown, 1000);
    expect(step(once, { nowMs: 1000, sendBan: STALE })).toEqual({ do: 'send', afterMs: 50 });
    expect(step(neverSent(0), { sendBan: STALE })).toEqual({
      do: 'deny',
      code: 'STALE',
      text: 'too old',
    });
  });

  it('never sends again after "duplicate", and looks instead', () => {
    const exists = afterSubmit(inDoubt(0), duplicate, 100);
    expect(step(exists, { nowMs: 100 })).toEqual({ do: 'look-up', afterMs: 0 });
    const hidden = afterLookUp(exists, absent, 200);
    expect(step(hidden, { nowMs: 20_000 })).toEqual({ do: 'look-up', afterMs: 50 });
  });

  it('adopts the order it finds when that equals ours, and only then', () => {
    expect(step({ kind: 'found', order: order(body) })).toMatchObject({ do: 'accept' });
    const other = order({ ...body, quantity: '11' as OrderBody['quantity'] });
    expect(step({ kind: 'found', order: other })).toEqual({
      do: 'hold',
      code: 'CLIENT_ORDER_ID_REUSED',
      text: "the venue's order under this id differs in quantity",
    });
  });

  it('takes the refusal of the one send for what it says', () => {
    expect(step(afterSubmit(neverSent(0), noPower, 10))).toEqual({
      do: 'reject',
      rejection: { code: '40310000', text: 'no buying power' },
    });
  });

  it('does not take the refusal of a second send for proof about the first', () => {
    const refused = afterSubmit(inDoubt(0), noPower, 100);
    expect(step(refused, { nowMs: 100 })).toEqual({ do: 'look-up', afterMs: 0 });
    const early = afterLookUp(refused, absent, 9_999);
    expect(step(early, { nowMs: 30_000 })).toMatchObject({ do: 'look-up' });
    const late = afterLookUp(early, absent, 10_000);
    expect(step(late, { nowMs: 10_000 })).toMatchObject({ do: 'reject' });
    const found = afterLookUp(refused, { kind: 'found', order: order(body), evidence }, 300);
    expect(step(found)).toMatchObject({ do: 'accept' });
  });

  it('takes an order that the venue keeps as rejected for a rejection', () => {
    const kept = { ...order(body), ordStatus: 'REJECTED' } as const;
    expect(step({ kind: 'accepted', order: kept })).toMatchObject({ do: 'reject' });
    expect(step({ kind: 'found', order: kept })).toMatchObject({ do: 'reject' });
  });

  it('only looks once the intent has expired, and holds what stays unseen', () => {
    const situation = { sendBan: EXPIRED, nowMs: 500 };
    expect(step(inDoubt(0), situation)).toEqual({ do: 'look-up', afterMs: 0 });
    const unseen = afterLookUp(inDoubt(0), absent, 10_000);
    expect(step(unseen, { ...situation, nowMs: 10_000 })).toMatchObject({
      do: 'hold',
      code: 'FATE_UNKNOWN',
    });
  });

  it('denies an expired intent of which nothing was sent', () => {
    expect(step(neverSent(0), { sendBan: EXPIRED })).toMatchObject({
      do: 'deny',
      code: 'EXPIRED_BEFORE_SEND',
    });
  });

  it('holds what stayed unknown for too long', () => {
    expect(step(inDoubt(0), { nowMs: 60_000 })).toMatchObject({ do: 'hold', code: 'FATE_UNKNOWN' });
  });

  it('denies what could never be sent, because nothing can exist', () => {
    const unreachable = { kind: 'not-sent', text: 'connection refused', evidence } as const;
    const fate = afterSubmit(neverSent(0), unreachable, 100);
    expect(step(fate, { nowMs: 100 })).toEqual({ do: 'send', afterMs: 50 });
    expect(step(fate, { nowMs: 60_000 })).toMatchObject({ do: 'deny', code: 'VENUE_UNREACHABLE' });
  });

  it('keeps its doubt when the next send does not get through', () => {
    const unreachable = { kind: 'not-sent', text: 'connection refused', evidence } as const;
    const fate = afterSubmit(inDoubt(0), unreachable, 100);
    expect(step(fate, { nowMs: 60_000 })).toMatchObject({ do: 'hold' });
  });

  it('waits as long as the venue asked', () => {
    const limited = { kind: 'rate-limited', retryAfterMs: 1500, evidence } as const;
    const fate = afterSubmit(neverSent(0), limited, 100);
    expect(step(fate, { nowMs: 100 })).toEqual({ do: 'send', afterMs: 1500 });
  });
});

const ELSEWHERE = REPEATED_CLIENT_ORDER_ID.filter((meets) => meets !== 'refused-for-ever');

describe.each(ELSEWHERE)(
  'the settle table, where a repeated id is: %s',
  (repeatedClientOrderId) => {
    const venue = { ...ALPACA_CAPABILITIES, repeatedClientOrderId };

    it('never sends twice: it looks, and holds what stays unseen through the window', () => {
      const doubt = afterSubmit(neverSent(0), unknown, 1000);
      expect(step(doubt, { capabilities: venue, nowMs: 1000 })).toEqual({
        do: 'look-up',
        afterMs: 50,
      });
      const early = afterLookUp(doubt, absent, 10_999);
      expect(step(early, { capabilities: venue, nowMs: 10_999 })).toMatchObject({ do: 'look-up' });
      const late = afterLookUp(early, absent, 11_000);
      expect(step(late, { capabilities: venue, nowMs: 11_000 })).toMatchObject({ do: 'hold' });
    });

    it('holds at once where orders cannot be looked up', () => {
      const blind = { ...venue, lookUpByClientOrderId: false };
      expect(step(inDoubt(0), { capabilities: blind })).toMatchObject({ do: 'hold' });
    });
  },
);

function step(fate: Fate, situation: Partial<Situation> = {}) {
  return nextStep(fate, {
    capabilities: ALPACA_CAPABILITIES,
    body,
    nowMs: 0,
    maxDoubtMs: 60_000,
    sendBan: null,
    ...situation,
  });
}

function order(found: OrderBody): BrokerOrder {
  return {
    brokerOrderId: 'b-1',
    clientOrderId: 'MOM-1RV4K2-000001-a3f8b2c1',
    body: found,
    ordStatus: 'NEW',
    cumQty: '0' as BrokerOrder['cumQty'],
  };
}
