import { type AccountId, type StrategyId, topicNames } from '@orderonce/contracts';
import type { OutgoingRecord, Publisher } from '@orderonce/kafka';
import { noTraces, type OrderTracer } from '@orderonce/telemetry';
import { describe, expect, it } from 'vitest';
import { createIntentBuilder } from './intent-builder.ts';
import { createOrderClient } from './order-client.ts';

const NOW_MS = Date.UTC(2026, 0, 5, 14, 30);
const order = { symbol: 'AAPL', side: 'BUY', quantity: '10', orderType: 'MARKET' } as const;

/** A client whose publisher answers as told, and which writes down how its spans end. */
function clientOn(publish: Publisher['publish']) {
  const ended: (string | undefined)[] = [];
  const tracer: OrderTracer = {
    start: (name, options) => {
      const { traceparent, traceId } = noTraces.start(name, options);
      return { traceparent, traceId, set: () => {}, end: (error) => ended.push(error) };
    },
  };
  const orders = createOrderClient({
    builder: createIntentBuilder({
      strategyId: 'MOM' as StrategyId,
      accountId: 'PAPER-1' as AccountId,
      nowMs: () => NOW_MS,
    }),
    publisher: { publish, flush: async () => {}, stop: async () => {} },
    connection: {
      clientId: 'test',
      log: () => {},
      openKafkajs: () => {
        throw new Error('no outcome is asked for here');
      },
    },
    topics: topicNames('paper.'),
    tracer,
    nowMs: () => NOW_MS,
  });
  return { orders, ended };
}

describe('publishing an intent', () => {
  it('puts it under the key of its instrument, with the trace of its order', async () => {
    const sent: OutgoingRecord[] = [];
    const { orders, ended } = clientOn(async (record) => {
      sent.push(record);
      return { topic: record.topic, partition: 2, offset: '41' };
    });
    const intent = orders.place(order);
    expect(await orders.publish(intent)).toEqual({
      clientOrderId: intent.clientOrderId,
      position: { topic: 'paper.orders.intents', partition: 2, offset: '41' },
    });
    const trace = intent.orderUuid.replaceAll('-', '');
    expect(sent).toMatchObject([{ topic: 'paper.orders.intents', key: 'PAPER-1:AAPL' }]);
    expect(sent[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      traceparent: expect.stringContaining(`00-${trace}-`),
    });
    expect(ended).toEqual([undefined]);
  });

  it('ends the span with the reason when it could not', async () => {
    const { orders, ended } = clientOn(async () => {
      throw new Error('RECORD_TOO_LARGE: 9 bytes');
    });
    await expect(orders.publish(orders.place(order))).rejects.toThrow('RECORD_TOO_LARGE');
    expect(ended).toEqual(['RECORD_TOO_LARGE: 9 bytes']);
  });

  it('is refused after the client was stopped', async () => {
    const { orders } = clientOn(async () => {
      throw new Error('never called');
    });
    await orders.stop();
    await expect(orders.publish(orders.place(order))).rejects.toMatchObject({ code: 'STOPPED' });
  });
});
