import type { Intent, Outcome } from '@orderonce/contracts';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { openPipeline } from '../harness/pipeline.ts';
import { expectVerified } from '../verify/run-verify.ts';

type Pipeline = Awaited<ReturnType<typeof openPipeline>>;

const TIMEOUT_MS = 30_000;
const entrySchema = z.object({ kind: z.string(), clientOrderId: z.string().optional() });
const FAR_BELOW = { symbol: 'AAPL', side: 'BUY', orderType: 'LIMIT', limitPrice: '1' } as const;

async function answerTo({ client }: Pipeline, intent: Intent): Promise<Outcome> {
  await client.publish(intent);
  return client.awaitOutcome(intent.clientOrderId, { timeoutMs: TIMEOUT_MS });
}

/** What the venue's ledger tells of these kinds: which, and of which order. */
async function ledgerOf({ simulatorUrl }: Pipeline, ...kinds: string[]): Promise<unknown[]> {
  const answer = await fetch(`${simulatorUrl}/sim/ledger`);
  const lines = (await answer.text()).split('\n').filter((line) => line !== '');
  return lines
    .map((line) => entrySchema.parse(JSON.parse(line)))
    .filter(({ kind }) => kinds.includes(kind))
    .map(({ kind, clientOrderId }) => [kind, clientOrderId]);
}

it('replaces an order once although the answer was lost, and cancels what it became', async () => {
  await using pipeline = await openPipeline({
    fillDelayMs: 0,
    faults: [{ fault: 'answer-lost-503', request: 'patch', rate: 1, next: 1 }],
  });
  const { client } = pipeline;
  await pipeline.startExecutor();
  const first = client.place({ ...FAR_BELOW, quantity: '10' });
  await answerTo(pipeline, first);
  const names = { symbol: 'AAPL', origClientOrderId: first.clientOrderId } as const;
  const replace = client.replace({ ...FAR_BELOW, ...names, quantity: '12', limitPrice: '2' });
  expect(await answerTo(pipeline, replace)).toMatchObject({
    execType: 'ACCEPTED',
    ordStatus: 'PENDING_REPLACE',
    origClientOrderId: first.clientOrderId,
    order: { quantity: '12', limitPrice: '2' },
  });
  expect(await answerTo(pipeline, client.cancel(names))).toMatchObject({
    execType: 'ACCEPTED',
    ordStatus: 'PENDING_CANCEL',
  });
  await pipeline.rest();
  await expectVerified(pipeline);
  expect(await ledgerOf(pipeline, 'accepted', 'replace-requested', 'replaced', 'canceled')).toEqual(
    [
      ['accepted', first.clientOrderId],
      ['replace-requested', replace.clientOrderId],
      ['replaced', replace.clientOrderId],
      ['canceled', replace.clientOrderId],
    ],
  );
}, 90_000);

it('says what an order is that filled before it could be replaced or canceled', async () => {
  await using pipeline = await openPipeline({
    fillDelayMs: 0,
    faults: [{ fault: 'fill-before-replace', rate: 1 }],
  });
  const { client } = pipeline;
  await pipeline.startExecutor();
  const first = client.place({ ...FAR_BELOW, quantity: '10' });
  await answerTo(pipeline, first);
  const names = { symbol: 'AAPL', origClientOrderId: first.clientOrderId } as const;
  // The venue takes the request, and then the order fills.
  const early = client.replace({ ...FAR_BELOW, ...names, quantity: '12' });
  expect(await answerTo(pipeline, early)).toMatchObject({ execType: 'ACCEPTED' });
  const late = client.replace({ ...FAR_BELOW, ...names, quantity: '13' });
  const cancel = client.cancel(names);
  expect(await answerTo(pipeline, late)).toMatchObject({ execType: 'REJECTED' });
  expect(await answerTo(pipeline, cancel)).toMatchObject({ execType: 'REJECTED' });
  await pipeline.rest();
  await expectVerified(pipeline);
  const { outcomes } = await pipeline.history();
  const beside = outcomes
    .map(({ outcome }) => outcome)
    .filter(({ execType }) => execType.endsWith('_REJECTED'));
  const state = { ordStatus: 'FILLED', origClientOrderId: first.clientOrderId, cumQty: '10' };
  expect(beside).toMatchObject([
    { execType: 'REPLACE_REJECTED', clientOrderId: late.clientOrderId, ...state },
    { execType: 'CANCEL_REJECTED', clientOrderId: cancel.clientOrderId, ...state },
  ]);
}, 90_000);

it('closes a position once although the answer was lost, and finds nothing left to close', async () => {
  await using pipeline = await openPipeline({ fillDelayMs: 0 });
  const { client } = pipeline;
  await pipeline.startExecutor();
  const opening = client.place({
    symbol: 'AAPL',
    side: 'BUY',
    quantity: '10',
    orderType: 'MARKET',
  });
  await answerTo(pipeline, opening);
  await fetch(`${pipeline.simulatorUrl}/sim/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([{ fault: 'answer-lost-503', request: 'post', rate: 1, next: 1 }]),
  });
  const close = client.closePosition({ symbol: 'AAPL' });
  expect(await answerTo(pipeline, close)).toMatchObject({
    execType: 'ACCEPTED',
    order: { side: 'SELL', quantity: '10', orderType: 'MARKET' },
  });
  const again = client.closePosition({ symbol: 'AAPL', quantity: '3' });
  expect(await answerTo(pipeline, again)).toMatchObject({
    execType: 'DENIED',
    reason: { code: 'NO_POSITION' },
  });
  await pipeline.rest();
  await expectVerified(pipeline);
  expect(await ledgerOf(pipeline, 'accepted')).toEqual([
    ['accepted', opening.clientOrderId],
    ['accepted', close.clientOrderId],
  ]);
}, 90_000);
