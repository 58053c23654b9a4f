import { type ClientOrderId, type Outcome, outcomeSchema } from '@orderonce/contracts';
import { describe, expect, it } from 'vitest';
import { isAnswer, OutcomeWatch } from './outcome-watch.ts';

const ID = 'MOM-1RV4K2-000001-a3f8b2c1' as ClientOrderId;
const never = new AbortController().signal;

describe('an outcome watch', () => {
  it('gives an outcome to those who wait for it', async () => {
    const watch = new OutcomeWatch();
    const waiting = watch.wait(ID, isAnswer, never);
    watch.take(outcome('ACCEPTED'));
    await expect(waiting).resolves.toMatchObject({ execType: 'ACCEPTED' });
  });

  it('remembers the outcomes of an announced order for those who come later', async () => {
    const watch = new OutcomeWatch();
    watch.expect(ID);
    watch.take(outcome('ACCEPTED'));
    await expect(watch.wait(ID, isAnswer, never)).resolves.toMatchObject({ execType: 'ACCEPTED' });
  });

  it('passes over outcomes that are not the wanted one', async () => {
    const watch = new OutcomeWatch();
    const waiting = watch.wait(ID, (each) => each.execType === 'TRADE', never);
    watch.take(outcome('ACCEPTED'));
    watch.take(outcome('TRADE'));
    await expect(waiting).resolves.toMatchObject({ execType: 'TRADE' });
  });

  it('does not take a duplicate or an attempt for an answer', () => {
    expect(['DUPLICATE', 'ATTEMPTED', 'TRADE'].map((word) => isAnswer(outcome(word)))).toEqual([
      false,
      false,
      false,
    ]);
    expect(isAnswer(outcome('HELD'))).toBe(true);
  });

  it('tells everybody who waits why no more outcomes come', async () => {
    const watch = new OutcomeWatch();
    const waiting = [watch.wait(ID, isAnswer, never), watch.wait(ID, isAnswer, never)];
    const gone = new Error('RECORDS_GONE');
    watch.fail(gone);
    const results = await Promise.allSettled(waiting);
    expect(results.map((result) => result.status === 'rejected' && result.reason)).toEqual([
      gone,
      gone,
    ]);
  });

  it('stops waiting when told to', async () => {
    const stop = new AbortController();
    const waiting = new OutcomeWatch().wait(ID, isAnswer, stop.signal);
    stop.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});

function outcome(execType: string): Outcome {
  return outcomeSchema.parse({
    schemaVersion: 1,
    outcomeId: `${ID}/x`,
    clientOrderId: ID,
    accountId: 'ACC-1',
    symbol: 'AAPL',
    execType,
    ordStatus: 'NEW',
    source: 'executor',
    cumQty: '0',
    leavesQty: '0',
    transactTimeMs: 1_760_000_000_000,
  });
}
