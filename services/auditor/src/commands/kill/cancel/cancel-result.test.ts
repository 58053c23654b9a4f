import type { ClientOrderId } from '@orderonce/contracts';
import { expect, it } from 'vitest';
import { accepted, outcome } from '../../../testing/records.ts';
import { cancelResult, isAllOver, isConcluded } from './cancel-result.ts';
import { type OpenOrder, OrderBook } from './order-book.ts';

const CANCEL_ID = 'KILL-1RV4K2-000001-a3f8b2c1' as ClientOrderId;
const book = new OrderBook();
book.take(accepted());
const [order] = book.open({ kind: 'global' }) as [OpenOrder];

const answer = (execType: string) =>
  outcome({
    clientOrderId: CANCEL_ID,
    execType,
    ordStatus: 'REJECTED',
    reason: { code: 'VENUE_REJECTED', text: 'words' },
  });

it('knows nothing of a cancel that nobody answered', () => {
  const result = cancelResult(order, CANCEL_ID, undefined, undefined);
  expect(result.result).toBe('unanswered');
  expect(isConcluded(result, undefined)).toBe(false);
});

it('waits for the end of an order whose cancel the venue took', () => {
  const taken = outcome({
    clientOrderId: CANCEL_ID,
    execType: 'ACCEPTED',
    ordStatus: 'PENDING_CANCEL',
  });
  const result = cancelResult(order, CANCEL_ID, undefined, taken);
  expect(result.result).toBe('requested');
  expect(isConcluded(result, taken)).toBe(false);
  expect(isAllOver([result])).toBe(false);
});

it('waits for the end of an order whose cancel came too late', () => {
  const late = cancelResult(order, CANCEL_ID, undefined, answer('REJECTED'));
  expect(late).toMatchObject({ result: 'not-done', text: 'words' });
  expect(isConcluded(late, answer('REJECTED'))).toBe(false);
  expect(cancelResult(order, CANCEL_ID, 'FILLED', answer('REJECTED')).result).toBe('FILLED');
});

it.each(['DENIED', 'HELD', 'REFUSED'])('waits no longer for a cancel that is %s', (execType) => {
  const result = cancelResult(order, CANCEL_ID, undefined, answer(execType));
  expect(result.result).toBe('not-done');
  expect(isConcluded(result, answer(execType))).toBe(true);
  expect(isAllOver([result])).toBe(false);
});

it('calls it over when every order has ended', () => {
  const ended = cancelResult(order, CANCEL_ID, 'CANCELED', undefined);
  expect(isConcluded(ended, undefined)).toBe(true);
  expect(isAllOver([ended])).toBe(true);
  expect(isAllOver([])).toBe(true);
});
