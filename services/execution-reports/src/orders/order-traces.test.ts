import { expect, it } from 'vitest';
import { acceptance } from '../testing/acceptance.ts';
import { UUID } from '../testing/account-under-test.ts';
import { OrderTraces } from './order-traces.ts';

const ACCEPTED = acceptance(1, 'broker-1');
const TRACE = UUID.replaceAll('-', '');
const SENT = `00-${TRACE}-00f067aa0ba902b7-01`;

function parentAfter(...notes: Parameters<OrderTraces['note']>[]) {
  const traces = new OrderTraces(10);
  for (const note of notes) traces.note(...note);
  return traces.parentOf(UUID);
}

it('what happens to an order afterwards goes on from where its acceptance was sent', () => {
  expect(parentAfter([ACCEPTED, SENT])).toBe(SENT);
});

it.each([
  ['is not recorded', ACCEPTED, SENT.replace(/01$/, '00')],
  ['is no trace', ACCEPTED, 'junk'],
  ['is not there', ACCEPTED, undefined],
  ['is that of a fill', { ...ACCEPTED, execType: 'TRADE' } as const, SENT],
])('there is no such place where the trace %s', (_what, outcome, traceparent) => {
  expect(parentAfter([outcome, traceparent])).toBeUndefined();
});

it('whoever waits for an acceptance hears of it once, and where it was sent if that is recorded', () => {
  const traces = new OrderTraces(10);
  const heard: unknown[] = [];
  traces.onceAccepted('broker-1', (...what) => heard.push(['first', ...what]));
  traces.onceAccepted('broker-1', (...what) => heard.push(['second', ...what]));
  traces.onceAccepted('broker-2', (...what) => heard.push(['other', ...what]));
  traces.note(ACCEPTED, SENT);
  traces.note(ACCEPTED, SENT);
  traces.note(acceptance(2, 'broker-2'), undefined);
  expect(heard).toEqual([
    ['first', UUID, SENT],
    ['second', UUID, SENT],
    ['other', UUID, undefined],
  ]);
});
