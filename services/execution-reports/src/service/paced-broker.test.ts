import { type FillsResult, MemoryBroker, type RequestPacer, systemClock } from '@orderonce/brokers';
import { expect, test } from 'vitest';
import { ACCOUNT, NOW_MS } from '../testing/account-under-test.ts';
import { pacedBroker } from './paced-broker.ts';

const CALL = { timeoutMs: 1_000 };

function setUp(isLimited = true) {
  const broker = new MemoryBroker({ clock: systemClock });
  const said: unknown[] = [];
  const stopping = new AbortController();
  const pacer: RequestPacer = {
    isLimited: () => isLimited,
    take: async (_account, kind) => {
      said.push(kind);
    },
    pause: (_account, durationMs) => said.push(durationMs),
  };
  const options = { accountId: ACCOUNT, signal: stopping.signal, nowMs: () => NOW_MS };
  return { broker, said, stopping, paced: pacedBroker(broker, pacer, options) };
}

test('every question waits for a permit of its own', async () => {
  const { paced, said } = setUp();
  await paced.fillsAfter(null, CALL);
  await paced.openOrders(null, CALL);
  await paced.findByBrokerOrderId('none', CALL);
  expect(said).toEqual(['look-up', 'look-up', 'look-up']);
});

test('a 429 stops everybody for as long as the venue says', async () => {
  const { paced, broker, said } = setUp();
  const limited: FillsResult = { kind: 'unknown', text: 'too many', retryAfterMs: 700 };
  broker.fillsAfter = async () => limited;
  expect(await paced.fillsAfter(null, CALL)).toEqual(limited);
  expect(said).toEqual(['look-up', 700]);
});

test('who is stopped while it waits asks nothing', async () => {
  const { paced, broker, stopping } = setUp();
  broker.fillsAfter = () => Promise.reject(new Error('asked'));
  stopping.abort();
  expect(await paced.fillsAfter(null, CALL)).toMatchObject({
    kind: 'unknown',
    text: 'this reader stops',
  });
});

test('an account without a limit is asked as it is', () => {
  const { paced, broker } = setUp(false);
  expect(paced).toBe(broker);
});
