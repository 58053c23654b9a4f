import {
  decodeOutcome,
  encodeOutcome,
  type OrderOutcome,
  type Outcome,
  orderBodyOf,
  outcomeId,
  type PlaceIntent,
  partitionKey,
  topicNames,
  ZERO,
} from '@orderonce/contracts';
import { createPublisher, readTopic } from '@orderonce/kafka';
import { expect } from 'vitest';
import type { openPipeline } from '../harness/pipeline.ts';

type Pipeline = Awaited<ReturnType<typeof openPipeline>>;

const KEYS = { 'apca-api-key-id': 'test-key', 'apca-api-secret-key': 'test-secret' };

interface PlacedOrder {
  readonly intent: PlaceIntent;
  readonly brokerOrderId: string;
}

/**
 * An account whose orders a test sends itself, with the verdicts that an executor would publish: what is reported
 * of them is then the execution reports' alone.
 */
export function reportedAccount(pipeline: Pipeline) {
  const { accountId, simulatorUrl, connection, topicPrefix, client } = pipeline;
  const topic = topicNames(topicPrefix).outcomes;
  const publisher = createPublisher(connection);

  async function call(method: string, path: string, body?: object) {
    const response = await fetch(simulatorUrl + path, {
      method,
      headers: { ...KEYS, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
    const text = await response.text();
    return text === '' ? null : JSON.parse(text);
  }

  const publish = (outcome: OrderOutcome) =>
    publisher.publish({
      topic,
      key: partitionKey(outcome.accountId, outcome.symbol),
      value: encodeOutcome(outcome),
    });

  function verdict(intent: PlaceIntent, brokerOrderId: string): OrderOutcome {
    const { clientOrderId, orderUuid, strategyId, symbol, side, quantity } = intent;
    return {
      ...{ schemaVersion: 1, outcomeId: outcomeId.verdict(clientOrderId), clientOrderId },
      ...{ orderUuid, strategyId, accountId, symbol, side, quantity, brokerOrderId },
      ...{ execType: 'ACCEPTED', ordStatus: 'NEW', source: 'broker' },
      ...{ cumQty: ZERO, leavesQty: quantity, transactTimeMs: Date.now() },
      order: orderBodyOf(intent),
    };
  }

  /** Sends an order of ours; `limitPrice` far from the market makes it rest. */
  async function place(
    symbol: string,
    quantity: string,
    limitPrice?: string,
  ): Promise<PlacedOrder> {
    const kind =
      limitPrice === undefined
        ? ({ orderType: 'MARKET' } as const)
        : ({ orderType: 'LIMIT', limitPrice } as const);
    const intent = client.place({ symbol, side: 'BUY', quantity, timeInForce: 'GTC', ...kind });
    const order = await call('POST', '/v2/orders', {
      ...{ symbol, qty: quantity, side: 'buy', time_in_force: 'gtc' },
      ...{ type: intent.orderType.toLowerCase(), client_order_id: intent.clientOrderId },
      ...(limitPrice !== undefined && { limit_price: limitPrice }),
    });
    await publish(verdict(intent, order.id));
    return { intent, brokerOrderId: String(order.id) };
  }

  /** Puts another order, of the same quantity, in the place of one that rests. */
  async function replace({ intent, brokerOrderId }: PlacedOrder, limitPrice: string) {
    const { symbol, side, quantity, clientOrderId: origClientOrderId } = intent;
    const terms = { symbol, side, quantity, orderType: 'LIMIT', limitPrice } as const;
    const next = client.place({ ...terms, timeInForce: 'GTC' });
    const order = await call('PATCH', `/v2/orders/${brokerOrderId}`, {
      ...{ qty: quantity, limit_price: limitPrice, client_order_id: next.clientOrderId },
    });
    await publish({ ...verdict(next, order.id), origClientOrderId });
    return { intent: next, brokerOrderId: String(order.id) };
  }

  async function outcomes(): Promise<Outcome[]> {
    const read: Outcome[] = [];
    for await (const records of readTopic(connection, { topic, from: 'beginning', until: 'end' }))
      for (const { value } of records) {
        const decoded = decodeOutcome(value);
        if (decoded.ok) read.push(decoded.outcome);
      }
    return read;
  }

  const environment = {
    ALPACA_BASE_URL: simulatorUrl,
    ALPACA_ACCOUNTS: JSON.stringify([{ accountId, keyId: 'test-key', secretKey: 'test-secret' }]),
    BROKER_REQUESTS_PER_MINUTE: '0',
    EXECUTION_REPORTS_POLL_MS: '200',
  };
  return {
    ...{ call, place, replace, outcomes },
    faults: (rules: readonly object[]) => call('POST', '/sim/faults', { rules }),
    summary: () => call('GET', '/sim/summary'),
    startReports: (variables: Readonly<Record<string, string>> = {}) =>
      pipeline.start('execution-reports', { ...environment, ...variables }),
    async untilTold(ids: readonly string[], timeout: number): Promise<void> {
      const told = async () => (await outcomes()).map((outcome) => outcome.outcomeId);
      await expect.poll(told, { timeout, interval: 200 }).toEqual(expect.arrayContaining([...ids]));
    },
    [Symbol.asyncDispose]: () => publisher.stop(5_000),
  };
}
