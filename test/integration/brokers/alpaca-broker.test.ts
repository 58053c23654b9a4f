import { createSimulator, type FaultRule, type LedgerEntry } from '@orderonce/broker-simulator';
import {
  alpacaBrokers,
  type BrokerConfig,
  brokerEnvironment,
  systemClock,
} from '@orderonce/brokers';
import { describeBrokerContract, type OpenVenue } from '@orderonce/brokers/contract';
import {
  accountIdSchema,
  clientOrderIdSchema,
  decimal,
  type OrderBody,
  symbolSchema,
} from '@orderonce/contracts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';

const accountId = accountIdSchema.parse('paper-1');
const account = { accountId, keyId: 'key-1', secretKey: 'secret-1' };

const market: OrderBody = {
  symbol: symbolSchema.parse('AAPL'),
  side: 'BUY',
  quantity: decimal('10'),
  orderType: 'MARKET',
  timeInForce: 'DAY',
};
const limit = (limitPrice: string): OrderBody => ({
  ...market,
  orderType: 'LIMIT',
  limitPrice: decimal(limitPrice),
});

function configOf(url: string, more: object = {}): BrokerConfig {
  return z.object(brokerEnvironment).parse({
    ALPACA_BASE_URL: url,
    ALPACA_ACCOUNTS: JSON.stringify([account]),
    ...more,
  });
}

function brokerAt(url: string, more: object = {}) {
  const broker = alpacaBrokers(configOf(url, more), { clock: systemClock }).get(accountId);
  if (broker === undefined) throw new Error('there is no broker for the account');
  return broker;
}

async function setFaults(url: string, ...rules: FaultRule[]): Promise<void> {
  const answer = await fetch(`${url}/sim/faults`, {
    method: 'POST',
    body: JSON.stringify({ rules }),
  });
  expect(answer.status).toBe(200);
}

async function ledgerOf(url: string): Promise<LedgerEntry[]> {
  const text = await (await fetch(`${url}/sim/ledger`)).text();
  return text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
}

const REPEATED_IDS = {
  'refused-for-ever': 'refuse',
  'refused-while-open': 'refuse-while-open',
  'returns-existing': 'return-existing',
  modifies: 'modify',
  accepted: 'accept',
} as const;

/** The simulator, losing answers in one of the ways that it knows. */
const openSimulator =
  (lostAnswer: 'answer-lost-503' | 'answer-lost-reset' | 'answer-lost-mid-body'): OpenVenue =>
  async ({ repeatedClientOrderId, clientOrderId }) => {
    const isPlain = clientOrderId?.charset === 'letters-and-digits';
    const simulator = createSimulator({
      accounts: [account],
      fillDelayMs: 1,
      prices: new Map([['AAPL', decimal('100')]]),
      repeatedIds: REPEATED_IDS[repeatedClientOrderId],
      idForm: isPlain ? 'alphanumeric-32' : 'any-128',
    });
    const { url } = await simulator.listen();
    const variables = {
      BROKER_REPEATED_CLIENT_ORDER_ID: repeatedClientOrderId,
      BROKER_CLIENT_ORDER_ID_FORM: isPlain ? 'letters-and-digits-32' : 'printable-128',
    };
    const broker = brokerAt(url, variables);
    const wrongKeys = JSON.stringify([{ ...account, secretKey: 'wrong' }]);
    const stranger = brokerAt(url, { ...variables, ALPACA_ACCOUNTS: wrongKeys });
    const spelled = (id: string) => (isPlain ? id.replaceAll('-', '') : id);
    return {
      broker,
      stranger,
      orders: {
        fills: market,
        fillsSelling: { ...market, side: 'SELL' },
        rests: limit('90'),
        restsElsewhere: limit('91'),
        refused: limit('90.005'),
      },
      countOrders: async (id) =>
        (await ledgerOf(url)).filter(
          (entry) => entry.kind === 'accepted' && entry.clientOrderId === spelled(id),
        ).length,
      loseNextAnswer: () => setFaults(url, { fault: lostAnswer, rate: 1, next: 1 }),
      loseNextRequest: () => setFaults(url, { fault: 'refuse-503', rate: 1, next: 1 }),
      // The simulator refuses it by itself: its price has a part of a cent.
      refuseNext: async () => {},
      hideNextOrder: () => setFaults(url, { fault: 'hide-ms', rate: 1, next: 1, ms: 250 }),
      dropNextTrade: () =>
        // A fill may come in two parts; then both are dropped.
        setFaults(
          url,
          { fault: 'stream-drop', rate: 1, next: 1, event: 'partial_fill' },
          { fault: 'stream-drop', rate: 1, next: 1, event: 'fill' },
        ),
      async cutReports() {
        await setFaults(url, { fault: 'stream-cut', rate: 1, next: 1 });
        const clientOrderId = clientOrderIdSchema.parse('CUT-1RV4K2-000001-a3f8b2c1');
        await broker.submit({ clientOrderId, order: limit('90') }, { timeoutMs: 2_000 });
      },
      disconnect: () => simulator.close(),
      close: async () => {
        await Promise.all([broker.close(), stranger.close()]);
        await simulator.close();
      },
    };
  };

describeBrokerContract('Alpaca, answering 503', openSimulator('answer-lost-503'));
describeBrokerContract('Alpaca, resetting connections', openSimulator('answer-lost-reset'), []);
describeBrokerContract('Alpaca, breaking off', openSimulator('answer-lost-mid-body'), []);

describe('the Alpaca adapter against the simulator', () => {
  let simulator: ReturnType<typeof createSimulator>;
  let url: string;
  const id = clientOrderIdSchema.parse('MOM-1RV4K2-000001-a3f8b2c1');
  const request = { clientOrderId: id, order: limit('90') };

  beforeEach(async () => {
    simulator = createSimulator({ accounts: [account], fillDelayMs: 1 });
    ({ url } = await simulator.listen());
  });
  afterEach(() => simulator.close());

  test('evidence names the request at the venue, what it answered, and how long that took', async () => {
    const broker = brokerAt(url);
    const first = await broker.submit(request, { timeoutMs: 2_000 });
    const again = await broker.submit(request, { timeoutMs: 2_000 });
    expect(first.evidence).toEqual({
      atMs: expect.any(Number),
      action: 'submit',
      result: 'http 200, accepted',
      requestId: expect.stringMatching(/^[0-9a-f]{32}$/),
      latencyMs: expect.any(Number),
    });
    expect(again.evidence).toMatchObject({ result: 'http 422 40010001, duplicate' });
    expect(again.evidence.requestId).not.toBe(first.evidence.requestId);
    await broker.close();
  });

  test('an answer that comes too late is unknown, and the order is there', async () => {
    await setFaults(url, { fault: 'slow-ms', rate: 1, ms: 10_000 });
    const broker = brokerAt(url);
    const late = await broker.submit(request, { timeoutMs: 50 });
    expect(late).toMatchObject({ kind: 'unknown', text: 'no answer within 50 ms' });
    expect(await broker.findByClientOrderId(id, { timeoutMs: 2_000 })).toMatchObject({
      kind: 'found',
      order: { body: limit('90') },
    });
    await broker.close();
  });

  test('more orders than connections are all sent once', async () => {
    const broker = brokerAt(url, { BROKER_CONNECTIONS: '4' });
    const results = await Promise.all(
      Array.from({ length: 200 }, (_, index) => {
        const number = String(index + 1).padStart(6, '0');
        const clientOrderId = clientOrderIdSchema.parse(`MOM-1RV4K2-${number}-a3f8b2c1`);
        return broker.submit({ clientOrderId, order: market }, { timeoutMs: 5_000 });
      }),
    );
    expect(new Set(results.map((result) => result.kind))).toEqual(new Set(['accepted']));
    const posts = (await ledgerOf(url)).filter((entry) => entry.kind === 'post');
    expect(posts).toHaveLength(200);
    await broker.close();
  });

  test('wrong keys prove nothing about an order', async () => {
    const config = configOf(url, {
      ALPACA_ACCOUNTS: JSON.stringify([{ ...account, secretKey: 'wrong' }]),
    });
    const broker = alpacaBrokers(config, { clock: systemClock }).get(accountId);
    expect(await broker?.submit(request, { timeoutMs: 2_000 })).toMatchObject({
      kind: 'unknown',
      text: 'http 401 unauthorized.',
    });
    await broker?.close();
  });
});
