import {
  ALPACA_CAPABILITIES,
  type BrokerOrder,
  REPEATED_CLIENT_ORDER_ID,
} from '@orderonce/brokers';
import { clientOrderIdSchema, type OrderBody, orderBodySchema, ZERO } from '@orderonce/contracts';
import { describe, expect, it } from 'vitest';
import type { SendBan } from '../admission/send-ban.ts';
import { type Fate, inDoubt, neverSent } from '../place/fate.ts';
import { afterLook, afterReplace, type Look, type Standing } from './fate.ts';
import { nextStep, type Situation } from './next-step.ts';

const body = orderBodySchema.parse({
  symbol: 'AAPL',
  side: 'BUY',
  quantity: '12',
  orderType: 'LIMIT',
  limitPrice: '99',
  timeInForce: 'DAY',
});
const evidence = { atMs: 1_760_000_000_000, action: 'replace', result: 'http 503' } as const;
const unknown = { kind: 'unknown', text: 'timed out', evidence } as const;
const duplicate = { kind: 'duplicate', evidence } as const;
const notOpen = { kind: 'rejected', code: 'NOT_OPEN', text: 'it is replaced', evidence } as const;
const noTarget = { kind: 'absent', evidence } as const;

const target = order({ brokerOrderId: 'venue-1' });
const open: Standing = { kind: 'open', order: target };
const unasked: Standing = { kind: 'unasked' };
const over = (ordStatus: BrokerOrder['ordStatus']): Standing => {
  return { kind: 'over', order: { ...target, ordStatus } };
};
const passing: Standing = { kind: 'passing', order: { ...target, ordStatus: 'PENDING_REPLACE' } };
const young: Standing = { kind: 'passing', order: { ...target, ordStatus: 'PENDING_NEW' } };
const lost = afterReplace(neverSent(0), unknown, 1000);
const hidden = (fate: Fate, askedMs: number, standing: Standing = open): Fate =>
  afterLook(fate, { isOursAbsent: true, standing }, askedMs);

const EXPIRED: SendBan = {
  code: 'EXPIRED_BEFORE_SEND',
  text: 'the intent expired before it was sent',
  isOnlyForFirst: false,
};

describe('the settle table of replaces, before anything was sent', () => {
  it('looks at the target first, and sends when it is open', () => {
    expect(step(neverSent(0), unasked)).toEqual({ do: 'look', afterMs: 0 });
    expect(step(neverSent(0), open)).toEqual({ do: 'send', target, afterMs: 0 });
  });

  it('does not count it as a failure that the target was found open', () => {
    expect(afterLook(neverSent(0), { isOursAbsent: false, standing: open }, 5)).toEqual(
      neverSent(0),
    );
  });

  it.each([['FILLED'], ['CANCELED'], ['EXPIRED'], ['REJECTED'], ['REPLACED']] as const)(
    'rejects, with its state, what names an order that is %s',
    (ordStatus) => {
      expect(step(neverSent(0), over(ordStatus))).toEqual({
        do: 'reject',
        rejection: { code: ordStatus, text: `the order is ${ordStatus} and cannot be replaced` },
        target: { ...target, ordStatus },
      });
    },
  );

  it('waits through the window for what is under way with the target, and then asks all the same', () => {
    expect(step(neverSent(0), passing, { nowMs: 9999 })).toMatchObject({ do: 'look' });
    expect(step(neverSent(0), passing, { nowMs: 10_000 })).toMatchObject({ do: 'send' });
  });

  it('denies what names an order that nobody knows, after the window', () => {
    const absent: Standing = { kind: 'absent' };
    expect(step(neverSent(0), absent, { nowMs: 9999 })).toMatchObject({ do: 'look' });
    expect(step(neverSent(0), absent, { nowMs: 10_000 })).toMatchObject({
      do: 'deny',
      code: 'UNKNOWN_ORDER',
    });
  });

  it('denies what the target can never become, also when an earlier attempt looked at it', () => {
    const unfit: Standing = { kind: 'unfit', code: 'WRONG_INSTRUMENT', text: 'in MSFT' };
    const denied = { do: 'deny', code: 'WRONG_INSTRUMENT', text: 'in MSFT' };
    expect(step(neverSent(0), unfit)).toEqual(denied);
    expect(step(inDoubt(0), unfit)).toEqual(denied);
  });

  it('denies what has expired, and what could not be sent for too long', () => {
    expect(step(neverSent(0), open, { sendBan: EXPIRED })).toMatchObject({
      do: 'deny',
      code: 'EXPIRED_BEFORE_SEND',
    });
    expect(step(neverSent(0), { kind: 'unknown' }, { nowMs: 60_000 })).toMatchObject({
      do: 'deny',
      code: 'VENUE_UNREACHABLE',
    });
  });

  it('looks again when the venue knew no order to replace', () => {
    const fate = afterReplace(neverSent(0), noTarget, 10);
    expect(fate.kind).toBe('never-sent');
    expect(step(fate, unasked, { nowMs: 10 })).toEqual({ do: 'look', afterMs: 50 });
  });

  it('looks what the target is before it tells a refusal of the one request', () => {
    const refused = afterReplace(neverSent(0), notOpen, 10);
    const rejection = { code: 'NOT_OPEN', text: 'it is replaced' };
    expect(step(refused, unasked)).toEqual({ do: 'look', afterMs: 0 });
    expect(step(refused, { kind: 'unknown' })).toEqual({ do: 'reject', rejection });
    expect(step(refused, over('FILLED'))).toMatchObject({
      do: 'reject',
      rejection,
      target: { ordStatus: 'FILLED' },
    });
  });
});

describe('the settle table of replaces in doubt, where a repeated id is refused for ever', () => {
  it('looks before it sends again, and sends again only to a target that nothing has touched', () => {
    expect(step(lost, unasked, { nowMs: 1000 })).toEqual({ do: 'look', afterMs: 50 });
    const seen = hidden(lost, 1050);
    expect(step(seen, open, { nowMs: 1050 })).toEqual({ do: 'send', target, afterMs: 0 });
    expect(step(seen, young, { nowMs: 1050 })).toMatchObject({ do: 'send' });
    for (const standing of [
      passing,
      over('REPLACED'),
      over('FILLED'),
      { kind: 'open', order: { ...target, ordStatus: 'SUSPENDED' } } as const,
      { kind: 'unknown' } as const,
      { kind: 'absent' } as const,
    ])
      expect(step(seen, standing, { nowMs: 1050 })).toMatchObject({ do: 'look' });
  });

  it('never sends again after "duplicate", and looks instead', () => {
    const exists = afterReplace(lost, duplicate, 1100);
    expect(step(exists, open, { nowMs: 1100 })).toEqual({ do: 'look', afterMs: 0 });
    expect(step(exists, open, { nowMs: 61_000 })).toMatchObject({ do: 'hold' });
  });

  it('does not take "not open" for proof: the first request may have replaced it', () => {
    const refused = afterReplace(lost, notOpen, 1100);
    expect(step(refused, unasked, { nowMs: 1100 })).toEqual({ do: 'look', afterMs: 0 });
    const late = hidden(refused, 11_000);
    expect(step(late, open, { nowMs: 11_000 })).toMatchObject({ do: 'reject' });
    expect(step(late, young, { nowMs: 11_000 })).toMatchObject({ do: 'reject' });
    expect(step(late, over('FILLED'), { nowMs: 11_000 })).toMatchObject({ do: 'reject' });
    for (const standing of [over('REPLACED'), passing, { kind: 'unknown' } as const])
      expect(step(late, standing, { nowMs: 11_000 })).toMatchObject({ do: 'look' });
    expect(step(late, over('REPLACED'), { nowMs: 61_000 })).toMatchObject({ do: 'hold' });
  });

  it('rejects when the target ended and our order is not shown through the window', () => {
    const early = hidden(lost, 10_999, over('FILLED'));
    expect(step(early, over('FILLED'), { nowMs: 10_999 })).toMatchObject({ do: 'look' });
    const late = hidden(lost, 11_000, over('FILLED'));
    expect(step(late, over('FILLED'), { nowMs: 11_000 })).toMatchObject({
      do: 'reject',
      rejection: { code: 'FILLED' },
    });
    expect(step(late, over('REPLACED'), { nowMs: 11_000 })).toMatchObject({ do: 'look' });
  });

  it('adopts our order when it is what was asked for, and only then', () => {
    const ours = order({ brokerOrderId: 'venue-2' });
    const look: Look = { ours, isOursAbsent: false, standing: { kind: 'unknown' } };
    expect(step(afterLook(lost, look, 1100), unasked)).toEqual({ do: 'accept', order: ours });
    const other = order({ body: { ...body, quantity: '13' as OrderBody['quantity'] } });
    expect(step(afterLook(lost, { ...look, ours: other }, 1100), unasked)).toEqual({
      do: 'hold',
      code: 'CLIENT_ORDER_ID_REUSED',
      text: "the venue's order under this id differs in quantity",
    });
  });

  it('takes a replacement that the venue keeps as rejected for a rejection', () => {
    const kept = order({ ordStatus: 'REJECTED' });
    expect(step({ kind: 'accepted', order: kept }, unasked)).toMatchObject({ do: 'reject' });
  });

  it('sends nothing once the intent has expired, and holds what stays unseen', () => {
    const situation = { sendBan: EXPIRED, nowMs: 11_000 };
    expect(step(lost, open, situation)).toMatchObject({ do: 'look' });
    expect(step(hidden(lost, 11_000), open, situation)).toMatchObject({ do: 'hold' });
  });

  it('holds what stayed unknown for too long', () => {
    expect(step(lost, open, { nowMs: 61_000 })).toMatchObject({ do: 'hold', code: 'FATE_UNKNOWN' });
  });
});

const ELSEWHERE = REPEATED_CLIENT_ORDER_ID.filter((meets) => meets !== 'refused-for-ever');

describe.each(ELSEWHERE)(
  'the settle table of replaces in doubt, where a repeated id is: %s',
  (repeatedClientOrderId) => {
    const capabilities = { ...ALPACA_CAPABILITIES, repeatedClientOrderId };

    it('never sends twice: it looks, and holds what stays unseen through the window', () => {
      const early = hidden(lost, 10_999);
      expect(step(early, open, { capabilities, nowMs: 10_999 })).toMatchObject({ do: 'look' });
      const late = hidden(lost, 11_000);
      expect(step(late, open, { capabilities, nowMs: 11_000 })).toMatchObject({ do: 'hold' });
    });
  },
);

it('takes no "not found" for an answer where orders cannot be looked up by our id', () => {
  const capabilities = { ...ALPACA_CAPABILITIES, lookUpByClientOrderId: false };
  const late = hidden(lost, 11_000, over('FILLED'));
  expect(step(late, over('FILLED'), { capabilities, nowMs: 11_000 })).toMatchObject({ do: 'look' });
  expect(step(late, over('FILLED'), { capabilities, nowMs: 61_000 })).toMatchObject({ do: 'hold' });
});

function step(fate: Fate, standing: Standing, changes: Partial<Situation> = {}) {
  return nextStep(fate, {
    capabilities: ALPACA_CAPABILITIES,
    body,
    standing,
    nowMs: 0,
    maxDoubtMs: 60_000,
    sendBan: null,
    ...changes,
  });
}

function order(changes: Partial<BrokerOrder>): BrokerOrder {
  return {
    brokerOrderId: 'venue-2',
    clientOrderId: clientOrderIdSchema.parse('MOM-1RV4K2-000005-c4f8b2c1'),
    body,
    ordStatus: 'NEW',
    cumQty: ZERO,
    ...changes,
  };
}
