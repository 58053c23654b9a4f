import { clientOrderIdSchema, decodeOutcome, type Outcome } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import { Answers } from './answers.ts';

const FIRST = clientOrderIdSchema.parse('MOM-1RV4K2-000001-a3f8b2c1');
const SECOND = clientOrderIdSchema.parse('MOM-1RV4K2-000002-a3f8b2c1');

function outcome(execType: string, clientOrderId: string = FIRST): Outcome {
  const decoded = decodeOutcome(
    Buffer.from(
      JSON.stringify({
        schemaVersion: 1,
        outcomeId: `${clientOrderId}/${execType}`,
        clientOrderId,
        accountId: 'acct-1',
        symbol: 'AAPL',
        execType,
        ordStatus: 'NEW',
        source: 'executor',
        cumQty: '0',
        leavesQty: '0',
        transactTimeMs: 1_790_000_000_000,
      }),
    ),
  );
  if (!decoded.ok) throw new Error(JSON.stringify(decoded.problems));
  return decoded.outcome;
}

function countsAfter(...outcomes: readonly Outcome[]) {
  const answers = new Answers();
  answers.expect(FIRST);
  answers.expect(SECOND);
  for (const each of outcomes) answers.take(each);
  return Object.fromEntries(Object.entries(answers.counts).filter(([, count]) => count > 0));
}

test('each intent counts once, by its verdict', () => {
  expect(countsAfter()).toEqual({ unanswered: 2 });
  expect(countsAfter(outcome('ACCEPTED'), outcome('ACCEPTED'))).toEqual({
    accepted: 1,
    unanswered: 1,
  });
  expect(countsAfter(outcome('REJECTED'), outcome('DENIED', SECOND))).toEqual({
    rejected: 1,
    denied: 1,
  });
});

test('a held intent counts as held until its verdict', () => {
  expect(countsAfter(outcome('HELD'), outcome('HELD'))).toEqual({ held: 1, unanswered: 1 });
  expect(countsAfter(outcome('HELD'), outcome('ACCEPTED'), outcome('HELD'))).toEqual({
    accepted: 1,
    unanswered: 1,
  });
});

test('duplicates and refused copies leave the answer as it is', () => {
  expect(
    countsAfter(outcome('ACCEPTED'), outcome('DUPLICATE'), outcome('REFUSED'), outcome('TRADE')),
  ).toEqual({ accepted: 1, duplicates: 1, unanswered: 1 });
  expect(countsAfter(outcome('REFUSED'))).toEqual({ refused: 1, unanswered: 1 });
});

test('other strategies’ orders and strangers’ are passed over', () => {
  expect(
    countsAfter(outcome('ACCEPTED', 'SWP-1RV4K2-000001-a3f8b2c1'), outcome('EXTERNAL')),
  ).toEqual({ unanswered: 2 });
});
