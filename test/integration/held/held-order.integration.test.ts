import {
  encodeControl,
  type Outcome,
  type PlaceIntent,
  type Resolution,
  topicNames,
} from '@orderonce/contracts';
import { createPublisher } from '@orderonce/kafka';
import { expect, it } from 'vitest';
import { judge } from '../../faults/judge/judge.ts';
import { openPipeline } from '../harness/pipeline.ts';
import { expectVerified } from '../verify/run-verify.ts';

type Pipeline = Awaited<ReturnType<typeof openPipeline>>;

const VENUE = { BROKER_REPEATED_CLIENT_ORDER_ID: 'accepted' };
const TIMEOUT_MS = 30_000;
const is = (execType: Outcome['execType']) => (outcome: Outcome) => outcome.execType === execType;

function buy(pipeline: Pipeline, quantity: number) {
  return pipeline.client.place({
    symbol: 'AAPL',
    side: 'BUY',
    quantity: String(quantity),
    orderType: 'MARKET',
  });
}

const outcomeOf = (
  pipeline: Pipeline,
  { clientOrderId }: PlaceIntent,
  until: Outcome['execType'],
) => pipeline.client.awaitOutcome(clientOrderId, { timeoutMs: TIMEOUT_MS, until: is(until) });

async function resolve(
  pipeline: Pipeline,
  { accountId, symbol, clientOrderId }: PlaceIntent,
  decision: Resolution['decision'],
) {
  const publisher = createPublisher(pipeline.connection);
  const resolution: Resolution = {
    schemaVersion: 1,
    kind: 'resolution',
    changeId: `change-${decision}`,
    who: 'ann',
    why: 'seen in the blotter',
    atMs: Date.now(),
    ...{ accountId, symbol, clientOrderId, decision },
  };
  const topic = topicNames(pipeline.topicPrefix).control;
  await publisher.publish({ topic, ...encodeControl(resolution) });
  await publisher.stop(5_000);
}

async function lookUpStatus(pipeline: Pipeline, { clientOrderId }: PlaceIntent) {
  const path = `/v2/orders:by_client_order_id?client_order_id=${clientOrderId}`;
  const headers = { 'apca-api-key-id': 'test-key', 'apca-api-secret-key': 'test-secret' };
  return (await fetch(pipeline.simulatorUrl + path, { headers })).status;
}

it('counts the fills of a held order, stops its instrument, and goes on when a person adopts it', async () => {
  await using pipeline = await openPipeline({
    repeatedIds: 'accept',
    fillDelayMs: 1_000,
    faults: [
      { fault: 'answer-lost-503', rate: 1, next: 1 },
      { fault: 'hide-ms', rate: 1, next: 1, ms: 4_000 },
    ],
  });
  await pipeline.startExecutor(VENUE);
  await pipeline.start('execution-reports', {
    ALPACA_BASE_URL: pipeline.simulatorUrl,
    ALPACA_ACCOUNTS: JSON.stringify([
      { accountId: pipeline.accountId, keyId: 'test-key', secretKey: 'test-secret' },
    ]),
    ...VENUE,
  });

  const doubtful = buy(pipeline, 3);
  await pipeline.client.publish(doubtful);
  expect(await outcomeOf(pipeline, doubtful, 'HELD')).toMatchObject({
    reason: { code: 'FATE_UNKNOWN' },
  });
  const second = buy(pipeline, 4);
  await pipeline.client.publish(second);
  expect(await outcomeOf(pipeline, second, 'DENIED')).toMatchObject({
    reason: { code: 'INSTRUMENT_HELD' },
  });

  const correction = await outcomeOf(pipeline, doubtful, 'CORRECTION');
  const filled = await pipeline.client.awaitOutcome(doubtful.clientOrderId, {
    timeoutMs: TIMEOUT_MS,
    until: ({ execType, ordStatus }) => execType === 'TRADE' && ordStatus === 'FILLED',
  });
  expect(filled).toMatchObject({ cumQty: '3', brokerOrderId: correction.brokerOrderId });

  // The stream told of it before look-ups show it, and only what is shown can be adopted.
  await expect
    .poll(() => lookUpStatus(pipeline, doubtful), { timeout: TIMEOUT_MS, interval: 200 })
    .toBe(200);
  await resolve(pipeline, doubtful, 'adopt');
  await outcomeOf(pipeline, doubtful, 'RESOLVED');
  await outcomeOf(pipeline, doubtful, 'ACCEPTED');
  let quantity = 4;
  await expect
    .poll(
      async () => {
        quantity += 1;
        const next = buy(pipeline, quantity);
        await pipeline.client.publish(next);
        return (await pipeline.client.awaitOutcome(next.clientOrderId)).execType;
      },
      { timeout: TIMEOUT_MS },
    )
    .toBe('ACCEPTED');
  await pipeline.rest();
  const history = await pipeline.history();
  const orders = history.ledger.filter(({ kind }) => kind === 'accepted');
  expect(
    orders.filter(({ clientOrderId }) => clientOrderId === doubtful.clientOrderId),
  ).toHaveLength(1);
  await expectVerified(pipeline);
  // The last order may fill after the look at the ledger.
  expect(judge(history).filter(({ text }) => !text.startsWith('the fill '))).toEqual([]);
}, 120_000);

it('sends an order that never came to the venue once, when a person has it resent', async () => {
  await using pipeline = await openPipeline({
    repeatedIds: 'accept',
    faults: [{ fault: 'refuse-503', rate: 1, next: 1 }],
  });
  await pipeline.startExecutor(VENUE);
  const doubtful = buy(pipeline, 3);
  await pipeline.client.publish(doubtful);
  await outcomeOf(pipeline, doubtful, 'HELD');
  await resolve(pipeline, doubtful, 'resend');
  await outcomeOf(pipeline, doubtful, 'ACCEPTED');
  await pipeline.rest();
  expect(judge(await pipeline.history())).toEqual([]);
  await expectVerified(pipeline);
}, 120_000);
