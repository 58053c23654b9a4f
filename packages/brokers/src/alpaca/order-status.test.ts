import { expect, test } from 'vitest';
import { ordStatusOf } from './order-status.ts';

test.each([
  ['new', 'NEW'],
  ['partially_filled', 'PARTIALLY_FILLED'],
  ['filled', 'FILLED'],
  ['done_for_day', 'DONE_FOR_DAY'],
  ['canceled', 'CANCELED'],
  ['expired', 'EXPIRED'],
  ['replaced', 'REPLACED'],
  ['pending_cancel', 'PENDING_CANCEL'],
  ['pending_replace', 'PENDING_REPLACE'],
  ['accepted', 'PENDING_NEW'],
  ['pending_new', 'PENDING_NEW'],
  ['accepted_for_bidding', 'NEW'],
  ['stopped', 'STOPPED'],
  ['rejected', 'REJECTED'],
  ['suspended', 'SUSPENDED'],
  ['calculated', 'CALCULATED'],
  ['held', 'SUSPENDED'],
  ['pending_review', 'PENDING_NEW'],
  ['something_of_next_year', 'UNKNOWN'],
  ['toString', 'UNKNOWN'],
])('%s is %s', (theirs, ours) => {
  const notices: string[] = [];
  expect(ordStatusOf(theirs, (text) => notices.push(text))).toBe(ours);
  expect(notices).toEqual(ours === 'UNKNOWN' ? [`order status ${theirs}`] : []);
});
