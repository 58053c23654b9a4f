import { decodeIntent, type Outcome } from '@orderonce/contracts';
import { expect, test } from 'vitest';
import { openAuditor } from '../../../testing/auditor-under-test.ts';
import { accepted, outcome, trade } from '../../../testing/records.ts';

const ids = [1, 2, 3, 4].map((number) => `MOM-1RV4K2-00000${number}-a3f8b2c1`);
const [PARTLY, FILLED, LATE, ELSEWHERE] = ids;
const ENGAGE = ['kill', 'engage', '--symbol', 'AAPL', '--why', 'w', '--cancel-open-orders'];

const verdict = (id: string, target: string, fields: object) =>
  outcome({
    clientOrderId: id,
    origClientOrderId: target,
    strategyId: 'KILL',
    outcomeId: `${id}/verdict`,
    ...fields,
  });
const end = (id: string) =>
  outcome({ clientOrderId: id, execType: 'CANCELED', ordStatus: 'CANCELED' });

/** A venue behind an executor: answers every cancel as told, and remembers which it was asked for. */
async function open(answer: (cancelId: string, target: string) => readonly Outcome[]) {
  const auditor = await openAuditor();
  const asked: string[] = [];
  const executor = await auditor.startExecutor('exec-1', {
    async onIntent(value) {
      const decoded = decodeIntent(value);
      if (!decoded.ok || decoded.intent.kind !== 'cancel') throw new Error('not a cancel');
      const { clientOrderId, strategyId, origClientOrderId } = decoded.intent;
      asked.push(`${strategyId} ${origClientOrderId}`);
      for (const one of answer(clientOrderId, origClientOrderId)) await auditor.publishOutcome(one);
    },
  });
  return {
    ...auditor,
    asked,
    async [Symbol.asyncDispose]() {
      await executor[Symbol.asyncDispose]();
      await auditor[Symbol.asyncDispose]();
    },
  };
}

test('cancels each open order in the scope once, one that is told late included', async () => {
  const late = accepted({ clientOrderId: LATE });
  await using auditor = await open((cancelId, target) => [
    verdict(cancelId, target, { execType: 'ACCEPTED', ordStatus: 'PENDING_CANCEL' }),
    end(target),
    ...(target === PARTLY ? [late] : []),
  ]);
  for (const one of [
    accepted({ clientOrderId: PARTLY }),
    trade('4', { clientOrderId: PARTLY }),
    accepted({ clientOrderId: FILLED }),
    trade('4', { clientOrderId: FILLED }),
    trade('10', { clientOrderId: FILLED, ordStatus: 'FILLED' }),
    accepted({ clientOrderId: ELSEWHERE, symbol: 'MSFT' }),
  ])
    await auditor.publishOutcome(one);
  const { printed, exitCode } = await auditor.run(...ENGAGE);
  expect(auditor.asked).toEqual([`KILL ${PARTLY}`, `KILL ${LATE}`]);
  expect(printed).toMatch(/^MOM-1RV4K2-000001-a3f8b2c1 +acct-1 +AAPL +BUY 6 of 10 +cancelled$/m);
  expect(printed).toMatch(/^MOM-1RV4K2-000003-a3f8b2c1 +acct-1 +AAPL +BUY 10 +cancelled$/m);
  expect(printed).toContain('None of these orders can trade any more.');
  expect(exitCode).toBe(0);
});

test('says which order is not known to be over, with exit code 1', async () => {
  await using auditor = await open((cancelId, target) =>
    target === PARTLY
      ? [verdict(cancelId, target, { execType: 'ACCEPTED', ordStatus: 'PENDING_CANCEL' })]
      : [
          verdict(cancelId, target, {
            execType: 'DENIED',
            ordStatus: 'REJECTED',
            source: 'executor',
            reason: { code: 'UNKNOWN_ORDER', text: 'no such order' },
          }),
        ],
  );
  await auditor.publishOutcome(accepted({ clientOrderId: PARTLY }));
  await auditor.publishOutcome(accepted({ clientOrderId: LATE }));
  const { printed, exitCode } = await auditor.run(...ENGAGE, '--wait', '3s');
  expect(printed).toMatch(/000001-a3f8b2c1 .+ the venue took the cancel; its end was/);
  expect(printed).toMatch(/000003-a3f8b2c1 .+ not cancelled: no such order$/m);
  expect(printed).toContain('NOT all of these orders are known to be over');
  expect(exitCode).toBe(1);
});

test('has nothing to cancel where nothing is open', async () => {
  await using auditor = await open(() => []);
  const { printed, exitCode } = await auditor.run(...ENGAGE);
  expect(printed).toContain('No order is open in the scope.');
  expect(exitCode).toBe(0);
});
