import { expect, test } from 'vitest';
import { control, outcome } from '../testing/records.ts';
import type { Message } from './message.ts';
import { positionEffects } from './position-effects.ts';
import { CANCEL_ID, cancelled, filled, ID, placed, verdict } from './testing/order.ts';
import { BEGIN_MS, told } from './testing/told.ts';
import { timeLine } from './time-line.ts';

/** `+0 intents INTENT: place …` */
function linesOf(messages: readonly Message[], isWholeInstrument = false): string[] {
  const outcomes = messages.flatMap((message) =>
    message.kind === 'outcome' ? [message.outcome] : [],
  );
  const effects = positionEffects(ID, outcomes, isWholeInstrument);
  return timeLine(ID, messages, effects, new Set([ID])).map(
    ({ sinceFirstMs, source, event, text }) => `+${sinceFirstMs} ${source} ${event}: ${text}`,
  );
}

const exchange = (afterMs: number, action: string, result: string, more: object = {}) => ({
  atMs: BEGIN_MS + afterMs,
  ...{ action, result },
  ...more,
});

test('tells an order from its intent over every call of the venue to its fills', () => {
  const evidence = [
    exchange(4, 'submit', 'no answer: timeout', { latencyMs: 5000.4 }),
    exchange(5010, 'submit', 'http 422 40010001', { latencyMs: 11.26, requestId: 'r-2' }),
    exchange(5030, 'look-up', 'http 200', { latencyMs: 8, requestId: 'r-3' }),
  ];
  const messages = told(
    [0, { intent: placed() }],
    [5041, { outcome: verdict('ACCEPTED', { brokerOrderId: 'venue-1', evidence }) }],
    [5100, { outcome: filled('4', '4') }],
    [5200, { outcome: filled('6', '10') }],
  );
  expect(linesOf(messages, true)).toEqual([
    '+0 intents INTENT: place BUY 10 LIMIT 178.50 (partition 3, offset 42)',
    '+4 venue submit: submit: no answer: timeout after 5000 ms',
    '+5010 venue submit: submit: http 422 40010001 after 11.3 ms, request r-2',
    '+5030 venue look-up: look-up: http 200 after 8 ms, request r-3',
    "+5041 outcomes ACCEPTED: ACCEPTED, venue's order venue-1",
    '+5100 outcomes TRADE: TRADE 4 at 178.50: 4 of 10 filled; position +4 to 4',
    '+5200 outcomes TRADE: TRADE 6 at 178.50: 10 of 10 filled; position +6 to 10',
  ]);
});

test('tells copies, another intent under the id, and events that were told twice', () => {
  const duplicate = outcome({
    outcomeId: `${ID}/duplicate/3-43`,
    execType: 'DUPLICATE',
    ordStatus: 'NEW',
    source: 'executor',
    duplicateOf: ID,
    intent: { topic: 'orders.intents', partition: 3, offset: '43' },
  });
  const refused = outcome({
    outcomeId: `${ID}/refused/x`,
    execType: 'REFUSED',
    ordStatus: 'UNKNOWN',
    source: 'executor',
    reason: { code: 'CLIENT_ORDER_ID_REUSED', text: 'quantity differs' },
    intent: { topic: 'orders.intents', partition: 3, offset: '44' },
  });
  const messages = told(
    [0, { intent: placed() }],
    [20, { outcome: verdict('ACCEPTED') }],
    [30, { intent: placed() }],
    [40, { outcome: duplicate }],
    [50, { intent: placed({ quantity: '11' }) }],
    [60, { outcome: refused }],
    [70, { outcome: verdict('ACCEPTED') }],
  );
  expect(linesOf(messages)).toEqual([
    '+0 intents INTENT: place BUY 10 LIMIT 178.50 (partition 3, offset 42)',
    '+20 outcomes ACCEPTED: ACCEPTED',
    '+30 intents COPY: copy 2 of the intent (partition 3, offset 43)',
    '+40 outcomes DUPLICATE: DUPLICATE: the copy at partition 3, offset 43 is answered without a call to the venue',
    '+50 intents OTHER_INTENT: another intent under this id, which differs in quantity: BUY 11 LIMIT 178.50 (partition 3, offset 44)',
    '+60 outcomes REFUSED: REFUSED CLIENT_ORDER_ID_REUSED: quantity differs (partition 3, offset 44)',
    `+70 outcomes REPEATED: ACCEPTED, told before: ${ID}/verdict`,
  ]);
});

test('tells a hold, who resolved it and why, and what the executor said', () => {
  const hold = { reason: { code: 'FATE_UNKNOWN', text: 'nobody knows' } };
  const resolution = { decision: 'absent', who: 'ada', why: 'not in the blotter' };
  const word = { acknowledges: 'resolution-0001', result: 'done', text: 'DENIED' };
  const messages = told(
    [0, { intent: placed() }],
    [
      5000,
      { outcome: verdict('HELD', { outcomeId: `${ID}/held`, ordStatus: 'UNKNOWN', ...hold }) },
    ],
    [5001, { control: control('hold', hold) }],
    [60_000, { control: control('resolution', resolution) }],
    [60_010, { control: control('acknowledgement', word) }],
    [60_010, { control: control('acknowledgement') }],
    [60_011, { endOfHold: `hold/acct-1/${ID}` }],
    [60_012, { endOfHold: `hold/acct-1/${CANCEL_ID}` }],
  );
  expect(linesOf(messages)).toEqual([
    '+0 intents INTENT: place BUY 10 LIMIT 178.50 (partition 3, offset 42)',
    '+5000 outcomes HELD: HELD FATE_UNKNOWN: nobody knows',
    '+5001 control HOLD: its instrument waits for a person: FATE_UNKNOWN',
    '+60000 control RESOLUTION: ada resolves it as absent: not in the blotter',
    '+60010 control ACKNOWLEDGEMENT: exec-1: done, DENIED',
    '+60011 control HOLD_ENDED: is held no more',
  ]);
});

test('tells the cancel that named it, and what became of that', () => {
  const canceled = { outcomeId: `${ID}/canceled`, execType: 'CANCELED', ordStatus: 'CANCELED' };
  const messages = told(
    [0, { intent: placed() }],
    [100, { intent: cancelled() }],
    [120, { outcome: verdict('ACCEPTED', { clientOrderId: CANCEL_ID, origClientOrderId: ID }) }],
    [130, { outcome: outcome({ ...canceled, quantity: '10', cumQty: '4' }) }],
  );
  expect(linesOf(messages)).toEqual([
    '+0 intents INTENT: place BUY 10 LIMIT 178.50 (partition 3, offset 42)',
    `+100 intents CHANGE_INTENT: ${CANCEL_ID} asks to cancel this order`,
    `+120 outcomes CHANGE_OUTCOME: ${CANCEL_ID}: ACCEPTED`,
    '+130 outcomes CANCELED: CANCELED, 4 of 10 filled',
  ]);
});

test('an exchange comes before the outcome that it led to, whatever the clocks say', () => {
  const evidence = [exchange(50, 'submit', 'http 200')];
  const twice = { outcomeId: `${ID}/held`, ordStatus: 'UNKNOWN', evidence };
  const messages = told(
    [0, { intent: placed() }],
    [20, { outcome: verdict('HELD', twice) }],
    [40, { outcome: verdict('ACCEPTED', { evidence }) }],
  );
  expect(linesOf(messages)).toEqual([
    '+0 intents INTENT: place BUY 10 LIMIT 178.50 (partition 3, offset 42)',
    '+20 venue submit: submit: http 200',
    '+20 outcomes HELD: HELD',
    '+40 outcomes ACCEPTED: ACCEPTED',
  ]);
});

test('what comes from outside cannot move the cursor', () => {
  const reason = { code: 'VENUE_REJECTED', text: 'no\u001b[2Jway' };
  const [line] = linesOf(told([0, { outcome: verdict('REJECTED', { reason }) }]));
  expect(line).toBe('+0 outcomes REJECTED: REJECTED VENUE_REJECTED: no\\u{1b}[2Jway');
});
